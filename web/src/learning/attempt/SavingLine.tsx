import { CloudUploadOutlined, DisconnectOutlined, SaveOutlined, WarningOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import { StateTag } from "../../app/StateTag";
import styles from "./Attempt.module.css";
import type { Standing } from "./keeper";
import { unsentOf } from "./kept";

/** Says in plain words whether every answer is safe. */
export function SavingLine({ standing: { kept, saving, failure, is_full } }: { standing: Standing }) {
  const { t } = useTranslation("learning");
  const waiting = unsentOf(kept).length;
  return (
    <span className={styles.saving} role="status">
      {saving === "saved" && (
        <StateTag tone="good" icon={<SaveOutlined aria-hidden />}>
          {t("saving.saved")}
        </StateTag>
      )}
      {saving === "sending" && (
        <StateTag tone="busy" icon={<CloudUploadOutlined aria-hidden />}>
          {t("saving.sending")}
        </StateTag>
      )}
      {saving === "waiting" && (
        <span className={styles.waiting}>
          <DisconnectOutlined aria-hidden /> {t("saving.waiting")}
          {t("saving.waiting_count", { count: waiting })}
        </span>
      )}
      {saving === "refused" && (
        <span className={styles.refused}>
          <WarningOutlined aria-hidden /> {t("saving.refused", { advice: failure?.advice })}
        </span>
      )}
      {is_full && saving !== "saved" && (
        <span className={styles.refused}>
          <WarningOutlined aria-hidden /> {t("saving.full")}
        </span>
      )}
    </span>
  );
}
