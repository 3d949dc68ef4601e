import { CheckCircleOutlined, CloseCircleOutlined, ClockCircleOutlined, PlayCircleOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { showMoment } from "../app/moments";
import { StateTag } from "../app/StateTag";
import styles from "./Learning.module.css";
import { startTest, testsQuery } from "./queries";
import type { TestView } from "./records";
import { Shown } from "./Shown";
import { useStart } from "./useStart";

const LOOKS = {
  open: { tone: "good", icon: <PlayCircleOutlined aria-hidden /> },
  coming: { tone: "busy", icon: <ClockCircleOutlined aria-hidden /> },
  past: { tone: "plain", icon: <StopOutlined aria-hidden /> },
} as const;

/** The tests that are open, coming and over, and what one has done in them. */
export function TestList() {
  const { t } = useTranslation("learning");
  return (
    <Shown query={useQuery(testsQuery)} none={t("test.none")} noneNote={t("test.none_note")}>
      {(tests) => (
        <ul className={styles.list}>
          {tests.map((view) => (
            <li key={view.test.id} className={styles.item}>
              <TestCard view={view} />
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}

function TestCard({ view: { test, state, questions, points, attempts } }: { view: TestView }) {
  const { t } = useTranslation("learning");
  const facts = [
    t("test.window", { opens: showMoment(test.opens_at), closes: showMoment(test.closes_at) }),
    t("test.count", { count: questions, points: Number(points) }),
    test.minutes === null ? t("test.no_limit") : t("test.minutes", { minutes: test.minutes }),
    t("test.pass", { percent: test.pass_percent }),
    t("test.attempts", { count: test.attempts }),
  ];
  return (
    <>
      <h2 className={styles.heading}>
        <StateTag {...LOOKS[state]}>{t(`test.state.${state}`)}</StateTag>
        {test.name}
      </h2>
      <ul className={styles.facts}>
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {attempts.map(
        (attempt) =>
          attempt.state === "submitted" && (
            <p key={attempt.id} className={styles.done}>
              {showMoment(attempt.submitted_at)}{" "}
              {attempt.points === null
                ? t("past.hidden")
                : t("result.points", { points: Number(attempt.points), full: Number(attempt.full_points) })}{" "}
              {attempt.has_passed !== null && (
                <StateTag
                  tone={attempt.has_passed ? "good" : "bad"}
                  icon={attempt.has_passed ? <CheckCircleOutlined aria-hidden /> : <CloseCircleOutlined aria-hidden />}
                >
                  {t(attempt.has_passed ? "result.passed" : "result.failed")}
                </StateTag>
              )}
            </p>
          ),
      )}
      <TestActions test={test} state={state} attempts={attempts} />
    </>
  );
}

function TestActions({ test, state, attempts }: Pick<TestView, "test" | "state" | "attempts">) {
  const { t } = useTranslation(["learning", "common"]);
  const { modal } = App.useApp();
  const navigate = useNavigate();
  const { start, isStarting } = useStart(() => startTest(test.id));
  const going = attempts.find((attempt) => attempt.state === "open");
  const done = attempts.filter((attempt) => attempt.state === "submitted");
  const ask = (): void => {
    modal.confirm({
      title: t("test.start_title", { name: test.name }),
      content:
        test.minutes === null
          ? t("test.start_plain", { closes: showMoment(test.closes_at) })
          : t("test.start_note", { minutes: test.minutes }),
      okText: t("test.start_ok"),
      cancelText: t("common:cancel"),
      onOk: start,
    });
  };
  const named = (action: string) => ({
    children: action,
    "aria-label": t("test.start_of", { action, name: test.name }),
  });
  return (
    <div className={styles.actions}>
      {state === "open" && going && (
        <Button
          size="large"
          type="primary"
          {...named(t("test.resume"))}
          onClick={() => void navigate(`/learning/attempts/${going.id}`)}
        />
      )}
      {state === "open" && !going && done.length < test.attempts && (
        <Button
          size="large"
          type="primary"
          loading={isStarting}
          {...named(t(done.length > 0 ? "test.again" : "test.start"))}
          onClick={ask}
        />
      )}
      {done.map(({ id }) => (
        <Button
          key={id}
          size="large"
          {...named(t("test.result"))}
          onClick={() => void navigate(`/learning/attempts/${id}`)}
        />
      ))}
    </div>
  );
}
