import { CheckCircleFilled, CloseCircleFilled, EditOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import { StateTag, type Tone } from "../../app/StateTag";
import type { Asked, Marked } from "../../api/records";
import styles from "./Attempt.module.css";
import { EvidenceList } from "./EvidenceList";
import { letterOf, optionOf } from "./stem";

const CHOICES = ["single_choice", "multiple_choice", "true_false"];

interface MarkedAnswerProps {
  asked: Asked;
  answer: readonly string[];
  mark: Marked;
}

/** What was answered, what is right, why, and where that stands. */
export function MarkedAnswer({ asked, answer, mark }: MarkedAnswerProps) {
  const { t } = useTranslation("learning");
  return (
    <div className={styles.marked}>
      <p role="status" className={styles.verdict}>
        <Verdict mark={mark} />{" "}
        <span className={styles.soft}>{t("result.earned", { points: Number(mark.points) })}</span>
      </p>
      {CHOICES.includes(asked.kind) ? (
        <Options asked={asked} answer={answer} mark={mark} />
      ) : (
        <dl className={styles.answers}>
          <dt>{t("result.your")}</dt>
          <dd>
            <Texts asked={asked} answer={answer} />
          </dd>
          {mark.is_right !== true && (
            <>
              <dt>{t(mark.is_right === null ? "result.points_of" : "result.key")}</dt>
              <dd>
                <Texts asked={asked} answer={mark.key} />
              </dd>
            </>
          )}
        </dl>
      )}
      {mark.rationale && (
        <p className={styles.words}>
          <strong>{t("result.rationale")}</strong>
          {mark.rationale}
        </p>
      )}
      <EvidenceList evidence={mark.evidence} />
    </div>
  );
}

/** Whether an answer was right: icon, word and colour. */
function Verdict({ mark }: { mark: Marked }) {
  const { t } = useTranslation("learning");
  const state = mark.is_right === null ? "unmarked" : mark.is_right ? "right" : "wrong";
  const tones: Record<typeof state, Tone> = { unmarked: "look", right: "good", wrong: "bad" };
  const icons = {
    unmarked: <EditOutlined aria-hidden />,
    right: <CheckCircleFilled aria-hidden />,
    wrong: <CloseCircleFilled aria-hidden />,
  };
  return (
    <StateTag tone={tones[state]} icon={icons[state]}>
      {t(`result.state.${state}`)}
    </StateTag>
  );
}

function Options({ asked, answer, mark }: MarkedAnswerProps) {
  const { t } = useTranslation("learning");
  return (
    <>
      <ul className={styles.options}>
        {asked.options.map((option, index) => {
          const letter = letterOf(index);
          const isKey = mark.key.includes(letter);
          const isChosen = answer.includes(letter);
          const look = isKey ? styles.right : isChosen ? styles.wrong : "";
          return (
            <li key={letter} className={`${styles.option} ${look}`}>
              {asked.kind !== "true_false" && <span className={styles.letter}>{letter}.</span>}
              <span className={styles.stepText}>{option}</span>
              {isChosen && (
                <StateTag tone={isKey ? "good" : "bad"}>{t("result.chosen")}</StateTag>
              )}
              {isKey && <StateTag tone="good">{t("result.is_key")}</StateTag>}
            </li>
          );
        })}
      </ul>
      {answer.length === 0 && <p className={styles.soft}>{t("result.none")}</p>}
    </>
  );
}

function Texts({ asked, answer }: { asked: Asked; answer: readonly string[] }) {
  const { t } = useTranslation("learning");
  const texts = asked.kind === "ordering" ? answer.map((letter) => optionOf(asked, letter)) : answer;
  const given = texts.filter((text) => text.trim() !== "");
  if (given.length === 0) return <span className={styles.soft}>{t("result.none")}</span>;
  if (texts.length === 1) return <span className={styles.words}>{texts[0]}</span>;
  return (
    <ol className={styles.texts}>
      {texts.map((text, index) => (
        <li key={index}>{text || "—"}</li>
      ))}
    </ol>
  );
}
