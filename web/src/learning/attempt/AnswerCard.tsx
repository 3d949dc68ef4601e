import { useTranslation } from "react-i18next";

import type { Asked, Marked } from "../../api/records";
import styles from "./Attempt.module.css";
import type { Kept } from "./kept";
import { isAnswered } from "./stem";

interface AnswerCardProps {
  questions: readonly Asked[];
  kept: Kept;
  marks: readonly Marked[];
  /** The number of the question that is shown. */
  here: number;
  onGo: (number: number) => void;
}

/** Every question's number, and how it stands with it; a press leads there. */
export function AnswerCard({ questions, kept, marks, here, onGo }: AnswerCardProps) {
  const { t } = useTranslation("learning");
  return (
    <ol className={styles.card}>
      {questions.map((asked) => {
        const state = stateOf(asked, kept, marks);
        return (
          <li key={asked.number}>
            <button
              type="button"
              className={`${styles.number} ${styles[state]}`}
              aria-current={asked.number === here ? "step" : undefined}
              onClick={() => onGo(asked.number)}
            >
              <span>
                <span className="visually-hidden">{t("card.question")}</span>
                {asked.number}
              </span>
              <span className={styles.small}>{t(`card.${state}`)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function stateOf(asked: Asked, kept: Kept, marks: readonly Marked[]): "done" | "open" | "right" | "wrong" {
  const mark = marks.find(({ number }) => number === asked.number);
  if (mark && mark.is_right !== null) return mark.is_right ? "right" : "wrong";
  const reply = kept[asked.number];
  return reply && !reply.is_draft && isAnswered(asked, reply.answer) ? "done" : "open";
}
