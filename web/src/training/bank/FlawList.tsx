import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { Flaw } from "../../api/records";
import styles from "./Bank.module.css";

/** What the checks found in an item, and what to do about it. */
export function FlawList({ flaws }: { flaws: readonly Flaw[] }) {
  const { t } = useTranslation("training");
  return flaws.map((flaw) => (
    <Alert
      key={`${flaw.rule} ${flaw.message}`}
      className={styles.flaw}
      type={flaw.severity === "error" ? "error" : "warning"}
      showIcon
      title={`${t(flaw.severity === "error" ? "item.error" : "item.warning")}：${flaw.message}`}
      description={flaw.evidence && `${t("item.shown_by")}${flaw.evidence.document}：“${flaw.evidence.text}”`}
    />
  ));
}
