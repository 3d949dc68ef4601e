import { ClockCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { showMoment } from "../app/moments";
import { StateTag } from "../app/StateTag";
import styles from "./Learning.module.css";
import { historyQuery } from "./queries";
import type { AttemptInfo } from "../api/records";
import { Shown } from "./Shown";
import { Passed } from "./TestList";

/** What one has done before. */
export function HistoryList() {
  const { t } = useTranslation("learning");
  return (
    <Shown query={useQuery(historyQuery)} none={t("past.none")} noneNote={t("past.none_note")}>
      {(attempts) => (
        <ul className={styles.list}>
          {attempts.map((attempt) => (
            <li key={attempt.id} className={styles.line}>
              <Link to={`/learning/attempts/${attempt.id}`}>{attempt.name}</Link>
              <span className={styles.soft}>{showMoment(attempt.submitted_at || attempt.started_at)}</span>
              <Outcome attempt={attempt} />
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}

function Outcome({ attempt }: { attempt: AttemptInfo }) {
  const { t } = useTranslation("learning");
  const { state, questions, answered, points, full_points, has_passed } = attempt;
  if (state === "open") {
    return (
      <span>
        <StateTag tone="look" icon={<ClockCircleOutlined aria-hidden />}>
          {t("past.open")}
        </StateTag>
        {t("past.progress", { answered, total: questions })}
      </span>
    );
  }
  if (points === null) return <span className={styles.soft}>{t("past.hidden")}</span>;
  return (
    <span>
      {t("result.points", { points: Number(points), full: Number(full_points) })} <Passed hasPassed={has_passed} />
    </span>
  );
}
