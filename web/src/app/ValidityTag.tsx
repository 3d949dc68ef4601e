import { CheckCircleOutlined, EditOutlined, QuestionCircleOutlined, StopOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Validity } from "../api/records";
import styles from "./ValidityTag.module.css";

const ICONS = {
  in_force: <CheckCircleOutlined aria-hidden />,
  amended: <EditOutlined aria-hidden />,
  repealed: <StopOutlined aria-hidden />,
  unknown: <QuestionCircleOutlined aria-hidden />,
};

/** Whether a document is in force: icon, word and colour. */
export function ValidityTag({ validity }: { validity: Validity }) {
  const { t } = useTranslation();
  return (
    <span className={`${styles.tag} ${styles[validity]}`}>
      {ICONS[validity]} {t(`validity.${validity}`)}
    </span>
  );
}
