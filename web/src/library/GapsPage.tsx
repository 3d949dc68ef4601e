import { useQuery } from "@tanstack/react-query";
import { Alert, Empty, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { asFailure } from "../api/failure";
import type { Gap } from "../api/records";
import { Loading } from "../app/Loading";
import { showMoment } from "../app/moments";
import { Page } from "../app/Page";
import styles from "./DeskPages.module.css";
import { gapsQuery } from "./queries";
import { StateTag, type Tone } from "../app/StateTag";

const DAYS = [7, 30, 90, 365];
const USUAL_DAYS = 90;

const TONES: Record<Gap["questions"][number]["kind"], Tone> = { enquiry: "busy", bad: "look", refused: "plain" };

/** The gap radar: what people asked and the library could not answer well. */
export function Component() {
  const { t } = useTranslation("library");
  const [days, setDays] = useState(USUAL_DAYS);
  const { data: gaps, error } = useQuery(gapsQuery(days));
  return (
    <Page
      title={t("gaps.title")}
      intro={t("gaps.intro")}
      actions={
        <Select
          aria-label={t("gaps.days")}
          className={styles.days}
          value={days}
          options={DAYS.map((value) => ({
            value,
            label: value === 365 ? t("gaps.year") : t("gaps.last_days", { count: value }),
          }))}
          onChange={setDays}
        />
      }
    >
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {!gaps && !error && <Loading />}
      {gaps?.length === 0 && <Empty className={styles.empty} description={t("gaps.none")} />}
      <ul className={styles.list}>
        {gaps?.map((gap) => (
          <li key={gap.topic} className={styles.item}>
            <Topic gap={gap} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function Topic({ gap: { topic, askers, questions, nearest } }: { gap: Gap }) {
  const { t } = useTranslation("library");
  return (
    <>
      <h2 className={styles.heading}>
        {topic} <span className={styles.soft}>{t("gaps.askers", { count: askers })}</span>
      </h2>
      <ul className={styles.questions}>
        {questions.map(({ question, kind, reason, asked_at, count }) => (
          <li key={`${kind} ${question}`}>
            <div>{question}</div>
            <div className={styles.soft}>
              <StateTag tone={TONES[kind]}>{t(`gaps.kind.${kind}`)}</StateTag>
              {[
                reason && t(`gaps.reason.${reason}`),
                count > 1 && t("gaps.times", { count }),
                t("gaps.last", { at: showMoment(asked_at) }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </div>
          </li>
        ))}
      </ul>
      <p className={styles.soft}>
        {t("gaps.nearest")}：{nearest.length > 0 ? nearest.map((title) => `《${title}》`).join("、") : t("gaps.nothing_near")}
      </p>
      <div className={styles.actions}>
        <Link to="/uploads">{t("gaps.upload")}</Link>
        <Link to={`/search?q=${encodeURIComponent(topic)}`}>{t("gaps.search")}</Link>
      </div>
    </>
  );
}
