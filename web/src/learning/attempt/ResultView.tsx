import { CheckCircleOutlined, CloseCircleOutlined } from "@ant-design/icons";
import { Alert, Button, Segmented } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useSession } from "../../api/session";
import { showMoment } from "../../app/moments";
import { Page } from "../../app/Page";
import { StateTag } from "../../app/StateTag";
import type { Attempt } from "../../api/records";
import styles from "./Attempt.module.css";
import { forget, keyOf, readKept, unsentOf } from "./kept";
import { MarkedAnswer } from "./MarkedAnswer";
import { Stem } from "./Stem";

/** What came of an attempt: points, and every question with what is right, once it may be told. */
export function ResultView({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation("learning");
  const navigate = useNavigate();
  const late = useLateCount(attempt);
  const [wants, setWants] = useState<"wrong" | "all">("wrong");
  const { questions, replies, marks } = attempt;
  const wrong = marks.filter(({ is_right }) => is_right === false).length;
  const right = marks.filter(({ is_right }) => is_right).length;
  const shows = wrong > 0 ? wants : "all";
  return (
    <Page
      title={t("result.title", { name: attempt.name })}
      intro={t("result.submitted", { moment: showMoment(attempt.submitted_at) })}
      actions={<Button onClick={() => void navigate("/learning")}>{t("result.to_learning")}</Button>}
    >
      {late > 0 && <Alert className={styles.alert} type="warning" showIcon title={t("result.unsent", { count: late })} />}
      {marks.length === 0 ? (
        <Alert type="info" showIcon title={t("result.later")} />
      ) : (
        <>
          <Score attempt={attempt} right={right} />
          {marks.some(({ is_right }) => is_right === null) && (
            <Alert className={styles.alert} type="info" showIcon title={t("result.to_mark")} />
          )}
          {marks.length < questions.length && (
            <Alert
              className={styles.alert}
              type="info"
              showIcon
              title={t("result.hidden", { count: questions.length - marks.length })}
            />
          )}
          {wrong > 0 && (
            <Segmented
              className={styles.alert}
              value={shows}
              onChange={setWants}
              options={[
                { value: "wrong", label: t("result.wrong_only") },
                { value: "all", label: t("result.all") },
              ]}
            />
          )}
          <ol className={styles.results}>
            {questions.map((asked) => {
              const mark = marks.find(({ number }) => number === asked.number);
              if (!mark || (shows === "wrong" && mark.is_right !== false)) return null;
              const reply = replies.find(({ number }) => number === asked.number);
              return (
                <li key={asked.number} className={styles.result}>
                  {asked.situation && (
                    <details className={styles.situation}>
                      <summary>{t("attempt.situation")}</summary>
                      <p>{asked.situation}</p>
                    </details>
                  )}
                  <h2 className={styles.stem}>
                    {asked.number}. <Stem asked={asked} />
                  </h2>
                  <MarkedAnswer asked={asked} answer={reply?.answer ?? []} mark={mark} />
                </li>
              );
            })}
          </ol>
        </>
      )}
    </Page>
  );
}

function Score({ attempt, right }: { attempt: Attempt; right: number }) {
  const { t } = useTranslation("learning");
  const { points, full_points, has_passed, questions } = attempt;
  return (
    <p className={styles.score}>
      {points !== null && <strong>{t("result.points", { points: Number(points), full: Number(full_points) })}</strong>}
      {has_passed !== null && (
        <StateTag
          tone={has_passed ? "good" : "bad"}
          icon={has_passed ? <CheckCircleOutlined aria-hidden /> : <CloseCircleOutlined aria-hidden />}
        >
          {t(has_passed ? "result.passed" : "result.failed")}
        </StateTag>
      )}
      <span>{t("result.right", { right, total: questions.length })}</span>
    </p>
  );
}

/** Return how many answers came too late to the server; those that came are no longer kept here. */
function useLateCount({ id }: Attempt): number {
  const { account } = useSession();
  const key = keyOf(account.id, id);
  const [count] = useState(() => unsentOf(readKept(key)).length);
  useEffect(() => {
    if (count === 0) forget(key);
  }, [key, count]);
  return count;
}
