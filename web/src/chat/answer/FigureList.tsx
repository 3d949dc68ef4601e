import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Answer } from "../../api/records";
import styles from "./Passage.module.css";

/** What the ledger of indicators says; each value leads to its place there. */
export function FigureList({ figures }: { figures: Answer["figures"] }) {
  const { t } = useTranslation("chat");
  if (figures.length === 0) return null;
  return (
    <section aria-label={t("figures.title")}>
      <h3 className={styles.heading}>{t("figures.title")}</h3>
      <ul className={styles.list}>
        {figures.map(({ name, area, period, text, source, formula }) => (
          <li key={`${period} ${area} ${name}`}>
            <div className={styles.item}>
              <span className={styles.place}>
                <span className={styles.title}>
                  {period}
                  {area}
                  {name}：{text}
                </span>
                <span className={styles.where}>
                  {[formula && t("figures.formula", { formula }), source].filter(Boolean).join(" · ")}
                </span>
              </span>
              {!formula && (
                <Link
                  className={styles.whole}
                  to={`/indicators?${new URLSearchParams({ query: name, area }).toString()}`}
                  aria-label={t("figures.open_of", { name: period + area + name })}
                >
                  {t("figures.open")}
                </Link>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
