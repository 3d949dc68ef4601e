import { WarningOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { ShownAlert } from "../../api/records";
import { StateTag } from "../../app/StateTag";

/** Says that a value asks to be looked at, and why. */
export function AlertMark({ alerts }: { alerts: ShownAlert[] }) {
  const { t } = useTranslation("drafting");
  return alerts.map(({ kind, message }) => (
    <StateTag key={message} tone="look" icon={<WarningOutlined aria-hidden />} title={message}>
      {t(`alert.kind.${kind}`)}
    </StateTag>
  ));
}
