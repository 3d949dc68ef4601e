import { useTranslation } from "react-i18next";

import type { SeriesPoint } from "../../api/records";
import { layOut } from "./chart";
import styles from "./SeriesChart.module.css";

// What a drawer of a phone has room for.
const WORDS = 5;

/** Values over time as bars, with the same values in a table below. */
export function SeriesChart({ name, points }: { name: string; points: SeriesPoint[] }) {
  const { t } = useTranslation("drafting");
  const { bars, zero } = layOut(points, WORDS);
  return (
    <figure className={styles.figure}>
      <svg className={styles.chart} role="img" aria-label={t("series.chart", { name })}>
        {bars.map(({ point, left, width, top, height, middle, isNamed }) => (
          <g key={point.period}>
            <rect className={styles.bar} x={`${left}%`} width={`${width}%`} y={`${top}%`} height={`${height}%`} />
            {isNamed && (
              <>
                <text className={styles.value} x={`${middle}%`} y={`${top}%`} dy="-0.35em">
                  {point.text}
                </text>
                <text className={styles.period} x={`${middle}%`} y="100%" dy="-0.35em">
                  {point.period}
                </text>
              </>
            )}
          </g>
        ))}
        <line className={styles.zero} x1="0" x2="100%" y1={`${zero}%`} y2={`${zero}%`} />
      </svg>
      <table className={styles.table}>
        <caption>{t("series.table")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("ledger.period")}</th>
            <th scope="col">{t("ledger.value")}</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map(({ period, text }) => (
            <tr key={period}>
              <th scope="row">{period}</th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
