import { ArrowDownOutlined, ArrowUpOutlined, CheckOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { AnswerBoxProps } from "./AnswerBox";
import styles from "./Attempt.module.css";
import { letterOf, optionOf } from "./stem";

type Direction = -1 | 1;

/** Puts steps in order, a step up or down at a time. */
export function OrderBox({ asked, answer, isLocked, onChange }: AnswerBoxProps) {
  const { t } = useTranslation("learning");
  const list = useRef<HTMLOListElement>(null);
  const [moved, setMoved] = useState<{ letter: string; direction: Direction } | null>(null);
  const isGiven = answer.length > 0;
  const letters = isGiven ? answer : asked.options.map((_, index) => letterOf(index));
  const move = (letter: string, direction: Direction): void => {
    setMoved({ letter, direction });
    onChange(swap(letters, letters.indexOf(letter), direction), false);
  };
  useEffect(() => {
    if (!moved) return;
    // What moves takes the keyboard with it; at the end of its way the other button has it.
    const buttons = list.current?.querySelectorAll<HTMLButtonElement>(`[data-letter="${moved.letter}"] button`);
    const [up, down] = buttons ?? [];
    const [same, other] = moved.direction < 0 ? [up, down] : [down, up];
    (same?.disabled ? other : same)?.focus();
  }, [moved, answer]);
  return (
    <>
      <ol ref={list} className={styles.options}>
        {letters.map((letter, index) => {
          const text = optionOf(asked, letter);
          return (
            <li key={letter} className={styles.step} data-letter={letter}>
              <span className={styles.letter}>{index + 1}</span>
              <span className={styles.stepText}>{text}</span>
              <span className={styles.moves}>
                <Button
                  icon={<ArrowUpOutlined aria-hidden />}
                  aria-label={t("attempt.move_up_of", { text })}
                  disabled={isLocked || index === 0}
                  onClick={() => move(letter, -1)}
                >
                  {t("attempt.move_up")}
                </Button>
                <Button
                  icon={<ArrowDownOutlined aria-hidden />}
                  aria-label={t("attempt.move_down_of", { text })}
                  disabled={isLocked || index === letters.length - 1}
                  onClick={() => move(letter, 1)}
                >
                  {t("attempt.move_down")}
                </Button>
              </span>
            </li>
          );
        })}
      </ol>
      <p className="visually-hidden" role="status">
        {moved &&
          t("attempt.moved", { text: optionOf(asked, moved.letter), place: letters.indexOf(moved.letter) + 1 })}
      </p>
      {!isLocked &&
        (isGiven ? (
          <p className={styles.soft}>
            <CheckOutlined aria-hidden /> {t("attempt.ordered")}
          </p>
        ) : (
          <Button onClick={() => onChange([...letters], false)}>{t("attempt.as_is")}</Button>
        ))}
    </>
  );
}

function swap(letters: readonly string[], index: number, direction: Direction): string[] {
  const other = index + direction;
  const [one, two] = [letters[index], letters[other]];
  return one === undefined || two === undefined ? [...letters] : letters.with(index, two).with(other, one);
}
