import { useQuery } from "@tanstack/react-query";
import { Collapse } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Reminder } from "../api/records";
import styles from "./LibraryPage.module.css";
import { remindersQuery } from "./queries";
import { StateTag, type Tone } from "../app/StateTag";

// Of each kind; more at once are work for another day.
const MOST_SHOWN = 20;

type Kind = Reminder["kind"];

const TONES: Record<Kind, Tone> = {
  refers_to_repealed: "bad",
  repealed_without_replacement: "bad",
  stale: "look",
  unconfirmed: "plain",
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
          children: <Kinds reminders={reminders} />,
        },
      ]}
    />
  );
}

/** Kind by kind, as the server orders them. */
function Kinds({ reminders }: { reminders: Reminder[] }) {
  const { t } = useTranslation("library");
  const kinds = [...new Set(reminders.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const same = reminders.filter((reminder) => reminder.kind === kind);
    return (
      <section key={kind} aria-label={t(`reminders.kind.${kind}`)}>
        <h2 className={styles.reminderKind}>
          <StateTag tone={TONES[kind]}>{t(`reminders.kind.${kind}`)}</StateTag>
          {t("reminders.count", { count: same.length })}
        </h2>
        <ul className={styles.reminderList}>
          {same.slice(0, MOST_SHOWN).map(({ document_id, title, file, detail }) => (
            <li key={`${document_id} ${detail}`}>
              <Link to={`/library/${document_id}`}>{title || file}</Link>
              <div className={styles.details}>{detail}</div>
            </li>
          ))}
        </ul>
        {same.length > MOST_SHOWN && (
          <p className={styles.details}>{t("reminders.more", { count: same.length - MOST_SHOWN })}</p>
        )}
      </section>
    );
  });
}
