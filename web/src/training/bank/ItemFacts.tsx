import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { ItemView } from "../../api/records";
import styles from "./Bank.module.css";

/** Kind, state, difficulty and topic of an item, in a line. */
export function ItemFacts({ view: { item, flaws } }: { view: ItemView }) {
  const { t } = useTranslation("training");
  return (
    <p className={styles.facts}>
      <Tag>{t(`kind.${item.kind}`)}</Tag>
      <span>{t(`state.${item.state}`)}</span>
      <span>
        {t("item.difficulty")}：{t(`difficulty.${item.difficulty}`)}
      </span>
      {item.topic && (
        <span>
          {t("item.topic")}：{item.topic}
        </span>
      )}
      <span>{item.author || t("bank.by_rules")}</span>
      {flaws.length > 0 && <Tag color="error">{t("bank.flaws", { count: flaws.length })}</Tag>}
    </p>
  );
}
