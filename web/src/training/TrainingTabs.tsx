import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import styles from "../drafting/Drafting.module.css";

const TABS = {
  bank: "/training",
  papers: "/training/papers",
  tests: "/training/tests",
  statistics: "/training/statistics",
} as const;

/** Leads between the trainer's pages. */
export function TrainingTabs({ current }: { current: keyof typeof TABS }) {
  const { t } = useTranslation("training");
  return (
    <nav className={styles.tabs} aria-label={t("tabs.label")}>
      {(Object.keys(TABS) as (keyof typeof TABS)[]).map((name) => (
        <Link key={name} className={styles.tab} aria-current={name === current ? "page" : undefined} to={TABS[name]}>
          {t(`tabs.${name}`)}
        </Link>
      ))}
    </nav>
  );
}
