import { useMutation } from "@tanstack/react-query";
import { Alert, Modal, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import type { FormatOption, ItemQuery } from "../../api/records";
import styles from "./Bank.module.css";
import { exportItems } from "./queries";

interface ExportDialogProps {
  formats: readonly FormatOption[];
  /** Which items leave. */
  filters: ItemQuery;
  count: number;
  onClose: () => void;
}

/** Choose a format, see what it cannot carry, and fetch the file. */
export function ExportDialog({ formats, filters, count, onClose }: ExportDialogProps) {
  const { t } = useTranslation(["training", "common"]);
  // The columns of other platforms are mapped in a terminal.
  const offered = formats.filter((format) => !format.takes_columns);
  const [name, setName] = useState(offered[0]?.name ?? "");
  const id = useId();
  const format = offered.find((each) => each.name === name);
  const run = useMutation({ mutationFn: () => exportItems(name, filters) });
  return (
    <Modal
      open
      title={t("export.title")}
      okText={t("export.begin")}
      cancelText={t("common:close")}
      confirmLoading={run.isPending}
      onOk={() => run.mutate()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{t("export.intro", { count })}</p>
      <div className={styles.field}>
        <label htmlFor={id}>{t("export.format")}</label>
        <Select
          id={id}
          value={name}
          options={offered.map((each) => ({ value: each.name, label: `${each.label}（${each.suffix}）` }))}
          onChange={(next) => {
            setName(next);
            run.reset();
          }}
        />
      </div>
      {format && (
        <>
          <p>{t("export.kinds", { kinds: format.kinds.map((kind) => t(`kind.${kind}`)).join("、") })}</p>
          {format.remarks.length > 0 && (
            <>
              <p>{t("export.cannot")}</p>
              <ul className={styles.notes}>
                {format.remarks.map((remark) => (
                  <li key={remark}>{remark}</li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
      {run.error && <Alert type="error" showIcon title={asFailure(run.error).advice} />}
      {run.data && (
        <Alert
          type={run.data.length > 0 ? "warning" : "success"}
          showIcon
          title={t("export.done")}
          description={
            run.data.length > 0 && (
              <>
                {t("export.notes")}
                <ul className={styles.notes}>
                  {run.data.map((note) => (
                    <li key={note}>{note}</li>
                  ))}
                </ul>
              </>
            )
          }
        />
      )}
    </Modal>
  );
}
