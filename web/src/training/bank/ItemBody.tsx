import { useTranslation } from "react-i18next";

import type { Question } from "../../api/records";
import { EvidenceList } from "../../learning/attempt/EvidenceList";
import { letterOf } from "../../learning/attempt/stem";
import styles from "./Bank.module.css";
import { keyLine } from "./items";

/** A question with its options, those that are right told in words. */
export function QuestionText({ question }: { question: Question }) {
  const { t } = useTranslation("training");
  const isLettered = question.options.length > 0;
  const isOrdered = question.kind === "ordering";
  return (
    <>
      <p className={styles.stem}>{question.stem}</p>
      {isLettered && (
        <ul className={styles.options}>
          {question.options.map((option, index) => {
            const isRight = !isOrdered && question.key.includes(letterOf(index));
            return (
              // Two options may read alike, which is a flaw to be seen.
              <li key={index} className={isRight ? styles.right : undefined}>
                <span className={styles.letter}>{letterOf(index)}</span>
                <span>{option}</span>
                {isRight && <span className={styles.mark}>{t("item.right")}</span>}
              </li>
            );
          })}
        </ul>
      )}
      {question.key.length > 0 && (!isLettered || isOrdered) && (
        <p>
          <strong>{t("item.key")}：</strong>
          {keyLine(question)}
        </p>
      )}
    </>
  );
}

/** Why the key of a question is right, and where it stands. */
export function QuestionReasons({ question, isPart = false }: { question: Question; isPart?: boolean }) {
  const { t } = useTranslation("training");
  return (
    <>
      {question.rationale && (
        <p>
          <strong>{t("item.rationale")}：</strong>
          {question.rationale}
        </p>
      )}
      {question.evidence.length > 0 ? (
        <EvidenceList evidence={question.evidence} />
      ) : (
        !isPart && question.kind !== "case" && <p>{t("item.no_evidence")}</p>
      )}
    </>
  );
}

/** The questions of a case, each with its key and its reasons. */
export function PartList({ parts }: { parts: readonly Question[] }) {
  const { t } = useTranslation("training");
  return parts.map((part, index) => (
    <section key={index} className={styles.part} aria-label={t("item.part", { number: index + 1 })}>
      <QuestionText question={part} />
      <QuestionReasons question={part} isPart />
    </section>
  ));
}
