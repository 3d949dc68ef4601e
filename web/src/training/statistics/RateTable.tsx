import { useTranslation } from "react-i18next";

import type { Rate } from "../../api/records";
import { shareOf, showShare } from "./rating";
import styles from "./Statistics.module.css";

interface RateTableProps {
  title: string;
  /** What stands for a name that is empty. */
  nameless: string;
  rates: readonly Rate[];
}

/** 知晓率 of some units, topics or tests: a bar for each, with its figures beside it. */
export function RateTable({ title, nameless, rates }: RateTableProps) {
  const { t } = useTranslation("papers");
  if (rates.length === 0) return null;
  return (
    // A wide table scrolls by itself, also with the arrow keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.panel} aria-label={t("rates.chart", { title })} tabIndex={0}>
      <h2 className={styles.title}>{title}</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("rates.name")}</th>
            <th scope="col" className={styles.rate}>
              {t("rates.rate")}
            </th>
            <th scope="col">{t("rates.right")}</th>
            <th scope="col">{t("rates.learners")}</th>
          </tr>
        </thead>
        <tbody>
          {rates.map((rate) => (
            <tr key={rate.name}>
              <th scope="row">{rate.name || nameless}</th>
              <td className={styles.rate}>
                <Bar share={shareOf(rate)} />
                {showShare(shareOf(rate))}
              </td>
              <td>
                {rate.right} / {rate.answers}
              </td>
              <td>{rate.learners}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <svg className={styles.bar} aria-hidden="true">
      <rect className={styles.ground} width="100%" height="100%" />
      <rect className={styles.filled} width={`${share * 100}%`} height="100%" />
    </svg>
  );
}
