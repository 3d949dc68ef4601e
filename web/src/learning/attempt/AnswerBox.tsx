import { Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { Asked } from "../../api/records";
import styles from "./Attempt.module.css";
import { OrderBox } from "./OrderBox";
import { letterOf } from "./stem";

/** Most that is kept of a text. */
const MOST_CHARACTERS = 2000;

export interface AnswerBoxProps {
  asked: Asked;
  answer: readonly string[];
  /** Whether it can no longer be changed. */
  isLocked: boolean;
  /** Told of the whole answer, and whether more of it is being typed. */
  onChange: (answer: string[], isTyping: boolean) => void;
}

/** Takes the answer to a question, as its kind asks for it. */
export function AnswerBox(properties: AnswerBoxProps) {
  switch (properties.asked.kind) {
    case "single_choice":
    case "multiple_choice":
    case "true_false":
      return <OptionList {...properties} />;
    case "ordering":
      return <OrderBox {...properties} />;
    case "fill_blank":
      return <BlankList {...properties} />;
    default:
      return <TextBox {...properties} />;
  }
}

function OptionList({ asked: { kind, options, number }, answer, isLocked, onChange }: AnswerBoxProps) {
  const isMultiple = kind === "multiple_choice";
  const choose = (letter: string, isChosen: boolean): void => {
    const others = isMultiple ? answer.filter((each) => each !== letter) : [];
    onChange(isChosen ? [...others, letter].sort() : others, false);
  };
  return (
    <ul className={styles.options}>
      {options.map((option, index) => {
        const letter = letterOf(index);
        return (
          <li key={letter}>
            <label className={styles.option}>
              <input
                type={isMultiple ? "checkbox" : "radio"}
                name={`question-${number}`}
                checked={answer.includes(letter)}
                disabled={isLocked}
                onChange={({ target }) => choose(letter, target.checked)}
              />
              {kind !== "true_false" && <span className={styles.letter}>{letter}.</span>}
              <span>{option}</span>
            </label>
          </li>
        );
      })}
    </ul>
  );
}

function BlankList({ asked: { blanks }, answer, isLocked, onChange }: AnswerBoxProps) {
  const { t } = useTranslation("learning");
  const id = useId();
  const texts = Array.from({ length: blanks }, (_, index) => answer[index] ?? "");
  return (
    <div className={styles.blanks}>
      {texts.map((text, index) => (
        <div key={index}>
          <label htmlFor={`${id}-${index}`}>{t("attempt.blank", { number: index + 1 })}</label>
          <Input
            id={`${id}-${index}`}
            size="large"
            value={text}
            disabled={isLocked}
            maxLength={MOST_CHARACTERS}
            autoComplete="off"
            onChange={({ target }) => onChange(texts.with(index, target.value), true)}
          />
        </div>
      ))}
    </div>
  );
}

function TextBox({ answer: [text = ""], isLocked, onChange }: AnswerBoxProps) {
  const { t } = useTranslation("learning");
  return (
    <Input.TextArea
      aria-label={t("attempt.answer_label")}
      size="large"
      value={text}
      disabled={isLocked}
      maxLength={MOST_CHARACTERS}
      rows={5}
      onChange={({ target }) => onChange([target.value], true)}
    />
  );
}
