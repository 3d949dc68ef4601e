import { WarningOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { ItemStatistics } from "../../api/records";
import { showShare } from "./rating";
import styles from "./Statistics.module.css";

/** What answers tell of the items themselves, those to be looked at first. */
export function ItemTable({ items }: { items: readonly ItemStatistics[] }) {
  const { t } = useTranslation(["papers", "learning"]);
  if (items.length === 0) return null;
  return (
    <section className={styles.panel} aria-label={t("rates.chart", { title: t("rates.items") })}>
      <h2 className={styles.title}>{t("rates.items")}</h2>
      <p className={styles.soft}>{t("rates.explain")}</p>
      <ul className={styles.items}>
        {items.map((item) => (
          <li key={`${item.item_id} ${item.part}`} className={styles.item}>
            <h3 className={styles.stem}>{item.stem}</h3>
            <dl className={styles.facts}>
              <Fact name={t("rates.answers")} value={String(item.answers)} />
              <Fact name={t("rates.difficulty")} value={item.difficulty === null ? t("rates.few") : showShare(item.difficulty)} />
              <Fact
                name={t("rates.discrimination")}
                value={item.discrimination === null ? t("rates.few") : Number(item.discrimination).toFixed(2)}
              />
            </dl>
            {Object.keys(item.choices).length > 0 && (
              <details>
                <summary className={styles.summary}>{t("rates.choices")}</summary>
                <ul>
                  {Object.entries(item.choices).map(([option, count]) => (
                    <li key={option}>
                      {option}：{count} {item.key.includes(option) && <strong>✓</strong>}
                    </li>
                  ))}
                </ul>
              </details>
            )}
            {item.notes.map((note) => (
              <p key={note} className={styles.note}>
                <WarningOutlined aria-hidden /> {note}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
