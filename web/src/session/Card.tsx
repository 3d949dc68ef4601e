import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./Card.module.css";

/** A page with one small form in its middle. */
export function Card({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <p className={styles.name}>{t("name")}</p>
        <h1>{title}</h1>
        <p>{intro}</p>
        {children}
      </div>
    </main>
  );
}
