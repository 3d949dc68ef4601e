import { useQuery } from "@tanstack/react-query";
import { Collapse, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Reminder } from "../api/records";
import styles from "./LibraryPage.module.css";
import { remindersQuery } from "./queries";

// More at once are work for another day.
const MOST_SHOWN = 30;

const COLORS: Record<Reminder["kind"], string> = {
  refers_to_repealed: "red",
  repealed_without_replacement: "orange",
  stale: "gold",
  unconfirmed: "default",
};

/** The documents that ask for the keeper's eyes, the most urgent first. */
export function Reminders() {
  const { t } = useTranslation("library");
  const { data: reminders = [] } = useQuery(remindersQuery);
  if (reminders.length === 0) return null;
  return (
    <Collapse
      className={styles.reminders}
      items={[
        {
          key: "reminders",
          label: t("reminders.title", { count: reminders.length }),
          children: <List reminders={reminders} />,
        },
      ]}
    />
  );
}

function List({ reminders }: { reminders: Reminder[] }) {
  const { t } = useTranslation("library");
  return (
    <>
      <ul className={styles.reminderList}>
        {reminders.slice(0, MOST_SHOWN).map(({ kind, document_id, title, file, detail }) => (
          <li key={`${kind} ${document_id} ${detail}`}>
            <Tag color={COLORS[kind]}>{t(`reminders.kind.${kind}`)}</Tag>
            <Link to={`/library/${document_id}`}>{title || file}</Link>
            <div className={styles.details}>{detail}</div>
          </li>
        ))}
      </ul>
      {reminders.length > MOST_SHOWN && <p>{t("reminders.more", { count: reminders.length - MOST_SHOWN })}</p>}
    </>
  );
}
