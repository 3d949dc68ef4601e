import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  PlayCircleOutlined,
  StopOutlined,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { showMoment } from "../app/moments";
import { StateTag } from "../app/StateTag";
import styles from "./Learning.module.css";
import { startTest, testsQuery } from "./queries";
import type { ListedTest } from "../api/records";
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
  const query = useQuery({
    ...testsQuery,
    // A trainer is told of every test, also of those for others.
    select: (tests: ListedTest[]) => tests.filter(({ is_taker }) => is_taker),
  });
  return (
    <Shown query={query} none={t("test.none")} noneNote={t("test.none_note")}>
      {(tests) => (
        <ul className={styles.list}>
          {tests.map((listed) => (
            <li key={listed.test.id} className={styles.item}>
              <TestCard listed={listed} />
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}

function TestCard({ listed }: { listed: ListedTest }) {
  const { t } = useTranslation("learning");
  const { test, phase, questions, points, attempts_left, best_points, has_passed, last_attempt_id } = listed;
  const facts = [
    t("test.window", { opens: showMoment(test.opens_at), closes: showMoment(test.closes_at) }),
    t("test.count", { count: questions, points: Number(points) }),
    test.minutes === null ? t("test.no_limit") : t("test.minutes", { minutes: test.minutes }),
    t("test.pass", { percent: test.pass_percent }),
    phase !== "past" && t("test.left", { count: attempts_left }),
  ];
  return (
    <>
      <h2 className={styles.heading}>
        <StateTag {...LOOKS[phase]}>{t(`test.state.${phase}`)}</StateTag>
        {test.name}
      </h2>
      <ul className={styles.facts}>{facts.map((fact) => fact && <li key={fact}>{fact}</li>)}</ul>
      {last_attempt_id && (
        <p className={styles.done}>
          {best_points == null ? t("past.hidden") : t("test.best", { points: Number(best_points) })}{" "}
          <Passed hasPassed={has_passed ?? null} />
        </p>
      )}
      <TestActions listed={listed} />
    </>
  );
}

/** Whether a test was passed, once that is known: icon, word and colour. */
export function Passed({ hasPassed }: { hasPassed: boolean | null }) {
  const { t } = useTranslation("learning");
  if (hasPassed === null) return null;
  return hasPassed ? (
    <StateTag tone="good" icon={<CheckCircleOutlined aria-hidden />}>
      {t("result.passed")}
    </StateTag>
  ) : (
    <StateTag tone="bad" icon={<CloseCircleOutlined aria-hidden />}>
      {t("result.failed")}
    </StateTag>
  );
}

function TestActions({ listed }: { listed: ListedTest }) {
  const { t } = useTranslation(["learning", "common"]);
  const { modal } = App.useApp();
  const navigate = useNavigate();
  const { test, phase, attempts_left, open_attempt_id, last_attempt_id } = listed;
  const { start, isStarting } = useStart(() => startTest(test.id));
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
      {open_attempt_id && (
        <Button
          size="large"
          type="primary"
          {...named(t("test.resume"))}
          onClick={() => void navigate(`/learning/attempts/${open_attempt_id}`)}
        />
      )}
      {phase === "open" && !open_attempt_id && attempts_left > 0 && (
        <Button
          size="large"
          type="primary"
          loading={isStarting}
          {...named(t(last_attempt_id ? "test.again" : "test.start"))}
          onClick={ask}
        />
      )}
      {last_attempt_id && (
        <Button
          size="large"
          {...named(t("test.result"))}
          onClick={() => void navigate(`/learning/attempts/${last_attempt_id}`)}
        />
      )}
    </div>
  );
}
