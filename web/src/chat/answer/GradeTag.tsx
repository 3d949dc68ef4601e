import { CheckCircleFilled, ExclamationCircleFilled, FileUnknownOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Grade } from "../../api/records";
import styles from "./GradeTag.module.css";

const ICONS = {
  quotable: <CheckCircleFilled aria-hidden />,
  check: <ExclamationCircleFilled aria-hidden />,
  not_found: <FileUnknownOutlined aria-hidden />,
};

/** How an answer may be used: sign, words and colour. */
export function GradeTag({ grade }: { grade: Grade }) {
  const { t } = useTranslation("chat");
  return (
    <p className={styles.line}>
      <span className={`${styles.tag} ${styles[grade]}`}>
        {ICONS[grade]} {t(`grade.${grade}.name`)}
      </span>
      <span className={styles.advice}>{t(`grade.${grade}.advice`)}</span>
    </p>
  );
}
