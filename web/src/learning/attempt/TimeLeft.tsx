import { ClockCircleOutlined } from "@ant-design/icons";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./Attempt.module.css";
import { serverTime } from "./clock";

const SECOND_MS = 1000;
const MINUTE_S = 60;
/** Minutes at which those who do not see the clock are told. */
const TOLD = [10, 5, 1];
const SOON_S = 5 * MINUTE_S;

interface TimeLeftProps {
  /** When it is over, ISO 8601. */
  due: string;
  /** Told once. */
  onOver: () => void;
}

/** How much time is left. */
export function TimeLeft({ due, onOver }: TimeLeftProps) {
  const { t } = useTranslation("learning");
  const [left, setLeft] = useState(() => secondsUntil(due));
  const isOver = left === 0;
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsUntil(due)), SECOND_MS);
    return () => clearInterval(timer);
  }, [due]);
  const tellOver = useEffectEvent(onOver);
  useEffect(() => {
    if (isOver) tellOver();
  }, [isOver]);
  const minutes = TOLD.findLast((each) => left <= each * MINUTE_S);
  return (
    <span className={left <= SOON_S ? `${styles.time} ${styles.soon}` : styles.time}>
      <span role="timer" aria-label={t("time.label")}>
        <ClockCircleOutlined aria-hidden /> {isOver ? t("time.over") : t("time.left", { time: showTime(left) })}
      </span>
      <span className="visually-hidden" role="status">
        {minutes !== undefined && !isOver && t("time.soon", { minutes })}
      </span>
    </span>
  );
}

/** Return seconds as people read a clock: "65:09". */
export function showTime(seconds: number): string {
  const rest = String(seconds % MINUTE_S).padStart(2, "0");
  return `${Math.floor(seconds / MINUTE_S)}:${rest}`;
}

function secondsUntil(due: string): number {
  return Math.max(0, Math.ceil((Date.parse(due) - serverTime()) / SECOND_MS));
}
