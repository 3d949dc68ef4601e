import { Alert, Button } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { StateTag } from "../../app/StateTag";
import type { Asked, Marked } from "../../api/records";
import { AnswerBox } from "./AnswerBox";
import styles from "./Attempt.module.css";
import type { Saving } from "./keeper";
import type { KeptReply } from "./kept";
import { MarkedAnswer } from "./MarkedAnswer";
import { Stem } from "./Stem";
import { isAnswered } from "./stem";

const CHECKING = {
  // Right or wrong is not told while a test asks the same.
  saved: "attempt.checked_hidden",
  sending: "attempt.checking",
  waiting: "attempt.checking_offline",
  refused: "attempt.checking_offline",
} as const satisfies Record<Saving, string>;

interface QuestionViewProps {
  asked: Asked;
  reply: KeptReply | undefined;
  /** What was right, once it is told. */
  mark: Marked | undefined;
  /** Whether right or wrong is told after every question. */
  isCheckedAtOnce: boolean;
  /** How it stands with the answers. */
  saving: Saving;
  onDraft: (answer: string[]) => void;
  onAnswer: (answer: string[], isTyping: boolean) => void;
}

/** One question, with what is answered to it. */
export function QuestionView({
  asked,
  reply,
  mark,
  isCheckedAtOnce,
  saving,
  onDraft,
  onAnswer,
}: QuestionViewProps) {
  const { t } = useTranslation("learning");
  const heading = useRef<HTMLHeadingElement>(null);
  const answer = reply?.answer ?? [];
  const isGiven = reply !== undefined && !reply.is_draft;
  const isLocked = mark !== undefined || (isCheckedAtOnce && isGiven);
  useEffect(() => {
    // Whoever does not see it hears the next question.
    heading.current?.focus();
  }, []);
  return (
    <section className={styles.question} aria-label={t("attempt.number", { number: asked.number })}>
      {asked.situation && (
        <details className={styles.situation} open>
          <summary>{t("attempt.situation")}</summary>
          <p>{asked.situation}</p>
        </details>
      )}
      <fieldset className={styles.field}>
        <legend>
          <span className={styles.kind}>
            <StateTag tone="busy">{t(`kind.${asked.kind}`)}</StateTag>
            <span>
              {t(`how.${asked.kind}`)} · {t("attempt.points", { points: Number(asked.points) })}
            </span>
          </span>
          <h2 ref={heading} className={styles.stem} tabIndex={-1}>
            {asked.number}. <Stem asked={asked} />
          </h2>
        </legend>
        {reply?.refusal && <Alert className={styles.alert} type="error" showIcon title={reply.refusal} />}
        {mark ? (
          <MarkedAnswer asked={asked} answer={answer} mark={mark} />
        ) : (
          <AnswerBox
            asked={asked}
            answer={answer}
            isLocked={isLocked}
            onChange={(next, isTyping) => (isCheckedAtOnce ? onDraft(next) : onAnswer(next, isTyping))}
          />
        )}
      </fieldset>
      {isCheckedAtOnce && !mark && (
        <div className={styles.check}>
          {isGiven ? (
            <p role="status">{t(CHECKING[saving])}</p>
          ) : (
            <>
              <Button
                size="large"
                type="primary"
                disabled={!isAnswered(asked, answer)}
                onClick={() => onAnswer(answer, false)}
              >
                {t("attempt.check")}
              </Button>
              <span className={styles.soft}>{t("attempt.check_note")}</span>
            </>
          )}
        </div>
      )}
    </section>
  );
}
