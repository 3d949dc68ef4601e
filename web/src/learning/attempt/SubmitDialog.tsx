import { Button, Modal, Spin } from "antd";
import { useTranslation } from "react-i18next";

import styles from "./Attempt.module.css";

interface SubmitDialogProps {
  open: boolean;
  isPractice: boolean;
  /** Numbers of the questions that are not answered. */
  missing: readonly number[];
  total: number;
  isPending: boolean;
  /** Whether there is no way to the server at the moment. */
  isWaiting: boolean;
  onGo: (number: number) => void;
  onSubmit: () => void;
  onClose: () => void;
}

/** Asks once more before an attempt is handed in, and says what is missing. */
export function SubmitDialog({
  open,
  isPractice,
  missing,
  total,
  isPending,
  isWaiting,
  onGo,
  onSubmit,
  onClose,
}: SubmitDialogProps) {
  const { t } = useTranslation(["learning", "common"]);
  return (
    <Modal
      open={open}
      title={t(isPractice ? "submit.title_practice" : "submit.title")}
      closable={{ "aria-label": t("common:close") }}
      destroyOnHidden
      onCancel={onClose}
      footer={
        <div className={styles.dialogFoot}>
          <Button size="large" onClick={onClose}>
            {t(isPending ? "submit.stop" : "submit.back")}
          </Button>
          <Button size="large" type="primary" disabled={isPending} onClick={onSubmit}>
            {t(isPractice ? "submit.confirm_practice" : "submit.confirm")}
          </Button>
        </div>
      }
    >
      {isPending ? (
        <div role="status">
          <Spin size="small" /> {t(isWaiting ? "submit.waiting" : "submit.sending")}
        </div>
      ) : (
        <>
          {missing.length === 0 ? (
            <p>{t("submit.all", { total })}</p>
          ) : (
            <>
              <p>
                <strong>{t("submit.missing", { count: missing.length })}</strong>
              </p>
              <ul className={styles.card}>
                {missing.map((number) => (
                  <li key={number}>
                    <button
                      type="button"
                      className={`${styles.number} ${styles.open}`}
                      aria-label={t("attempt.number", { number })}
                      onClick={() => onGo(number)}
                    >
                      {number}
                    </button>
                  </li>
                ))}
              </ul>
              <p>{t("submit.missing_note")}</p>
            </>
          )}
          {!isPractice && <p>{t("submit.note")}</p>}
        </>
      )}
    </Modal>
  );
}
