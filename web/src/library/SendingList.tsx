import { Alert, Button, Progress } from "antd";
import { useTranslation } from "react-i18next";

import { queue, type Sending } from "./sending";
import styles from "./UploadsPage.module.css";

/** Files on their way from this machine to the server. */
export function SendingList({ sendings }: { sendings: readonly Sending[] }) {
  const { t } = useTranslation("library");
  if (sendings.length === 0) return null;
  return (
    <section aria-labelledby="sending">
      <h2 id="sending" className={styles.heading}>
        {t("uploads.sending_title")}
        <span className={styles.soft}>{t("uploads.leave")}</span>
      </h2>
      <ul className={styles.list}>
        {sendings.map((sending) => (
          <li key={sending.id} className={styles.item}>
            <strong>{sending.file.name}</strong>
            <State sending={sending} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function State({ sending: { id, state, percent, problem } }: { sending: Sending }) {
  const { t } = useTranslation("library");
  if (state === "sending") {
    return <Progress percent={percent} aria-label={t("uploads.sending", { percent })} />;
  }
  return (
    <>
      {state === "failed" && <Alert type="error" showIcon title={t("uploads.failed")} description={problem} />}
      <div className={styles.actions}>
        {state === "failed" ? (
          <Button onClick={() => queue.retry(id)}>{t("uploads.send_again")}</Button>
        ) : (
          <span className={styles.soft}>{t(state === "slowed" ? "uploads.slowed" : "uploads.queued")}</span>
        )}
        <Button type="text" onClick={() => queue.discard(id)}>
          {t("uploads.discard")}
        </Button>
      </div>
    </>
  );
}
