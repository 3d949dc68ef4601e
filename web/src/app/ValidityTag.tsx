import { CheckCircleOutlined, EditOutlined, QuestionCircleOutlined, StopOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { Validity } from "../api/records";

const LOOKS = {
  in_force: { color: "green", icon: <CheckCircleOutlined aria-hidden /> },
  amended: { color: "gold", icon: <EditOutlined aria-hidden /> },
  repealed: { color: "red", icon: <StopOutlined aria-hidden /> },
  unknown: { color: "default", icon: <QuestionCircleOutlined aria-hidden /> },
} as const;

/** Whether a document is in force: icon, word and colour. */
export function ValidityTag({ validity }: { validity: Validity }) {
  const { t } = useTranslation();
  return <Tag {...LOOKS[validity]}>{t(`validity.${validity}`)}</Tag>;
}
