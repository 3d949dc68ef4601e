import { CheckCircleOutlined, ClockCircleOutlined, MinusCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Empty, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../api/failure";
import type { Enquiry } from "../api/records";
import { usePermission } from "../api/session";
import { Loading } from "../app/Loading";
import { showMoment } from "../app/moments";
import { Page } from "../app/Page";
import styles from "./DeskPages.module.css";
import { EnquiryReply } from "./EnquiryReply";
import { enquiriesQuery } from "./queries";
import { StateTag } from "../app/StateTag";

type State = Enquiry["state"];

const EVERY = "every";

const LOOKS = {
  open: { tone: "look", icon: <ClockCircleOutlined aria-hidden /> },
  answered: { tone: "good", icon: <CheckCircleOutlined aria-hidden /> },
  closed: { tone: "plain", icon: <MinusCircleOutlined aria-hidden /> },
} as const;

/** Questions to the keeper of the library: one's own, and for a keeper those of everybody. */
export function Component() {
  const { t } = useTranslation("library");
  const isKeeper = usePermission("keep");
  const [shown, setShown] = useState<State | typeof EVERY>(isKeeper ? "open" : EVERY);
  const { data: enquiries, error } = useQuery(enquiriesQuery(shown === EVERY ? null : shown));
  return (
    <Page title={t("enquiries.title")} intro={t(isKeeper ? "enquiries.intro_keeper" : "enquiries.intro")}>
      <Segmented<State | typeof EVERY>
        className={styles.filter}
        aria-label={t("enquiries.filter")}
        value={shown}
        onChange={setShown}
        options={[
          { value: "open", label: t("enquiries.state.open") },
          { value: "answered", label: t("enquiries.state.answered") },
          { value: "closed", label: t("enquiries.state.closed") },
          { value: EVERY, label: t("enquiries.every") },
        ]}
      />
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {!enquiries && !error && <Loading />}
      {enquiries?.length === 0 && (
        <Empty
          className={styles.empty}
          description={t(isKeeper ? "enquiries.none_keeper" : "enquiries.none")}
        />
      )}
      <ul className={styles.list}>
        {enquiries?.map((enquiry) => (
          <li key={enquiry.id} className={styles.item}>
            <Asked enquiry={enquiry} />
            {isKeeper && <EnquiryReply key={enquiry.state} enquiry={enquiry} />}
          </li>
        ))}
      </ul>
    </Page>
  );
}

function Asked({ enquiry }: { enquiry: Enquiry }) {
  const { t } = useTranslation("library");
  const { state, question, note, library, asker, department, asked_at } = enquiry;
  const by = { name: asker, department, at: showMoment(asked_at) };
  return (
    <>
      <h2 className={styles.heading}>
        <StateTag {...LOOKS[state]}>{t(`enquiries.state.${state}`)}</StateTag>
        {question}
      </h2>
      <div className={styles.soft}>
        {t(department ? "enquiries.asked" : "enquiries.asked_plain", by)}
        {library && ` · ${t("enquiries.about", { library })}`}
      </div>
      {note && <p className={styles.words}>{t("enquiries.note", { note })}</p>}
      <Reply enquiry={enquiry} />
    </>
  );
}

function Reply({ enquiry: { state, reply, replied_by, replied_at } }: { enquiry: Enquiry }) {
  const { t } = useTranslation("library");
  if (state === "open") return <p className={styles.soft}>{t("enquiries.waiting")}</p>;
  const by = { name: replied_by, at: showMoment(replied_at) };
  return (
    <div className={styles.reply}>
      {reply && <p className={styles.words}>{reply}</p>}
      <div className={styles.soft}>{t(state === "answered" ? "enquiries.replied" : "enquiries.closed_by", by)}</div>
    </div>
  );
}
