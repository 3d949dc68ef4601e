import { Spin } from "antd";
import { useTranslation } from "react-i18next";

import styles from "./Loading.module.css";

/** What stands where something is still on its way. */
export function Loading() {
  const { t } = useTranslation(undefined, { useSuspense: false });
  return (
    <div className={styles.loading} role="status">
      <Spin />
      <span className="visually-hidden">{t("loading")}</span>
    </div>
  );
}
