import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  SyncOutlined,
} from "@ant-design/icons";
import { Alert, Button, Upload as FilePicker } from "antd";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { IngestEvent, Upload } from "../api/records";
import { showMoment } from "../app/moments";
import { StateTag, type Tone } from "../app/StateTag";
import { countMembers, isActive, isArchive, showSize } from "./uploading";
import { UploadedSheet } from "./UploadedSheet";
import styles from "./UploadsPage.module.css";
import { useUploadActions } from "./useUploadActions";

interface Look {
  tone: Tone;
  icon: ReactNode;
}

const STATES: Record<Upload["state"], Look> = {
  waiting: { tone: "plain", icon: <ClockCircleOutlined aria-hidden /> },
  reading: { tone: "busy", icon: <SyncOutlined spin aria-hidden /> },
  done: { tone: "good", icon: <CheckCircleOutlined aria-hidden /> },
  partly: { tone: "look", icon: <ExclamationCircleOutlined aria-hidden /> },
  refused: { tone: "bad", icon: <CloseCircleOutlined aria-hidden /> },
};

const OUTCOMES: Record<IngestEvent["outcome"], Look> = {
  ready: STATES.done,
  revised: STATES.done,
  unchanged: { tone: "plain", icon: <CheckCircleOutlined aria-hidden /> },
  refused: STATES.refused,
};

/** One file that was handed in: how far it has come, what became of it, and what to do. */
export function UploadItem({ upload }: { upload: Upload }) {
  const { t } = useTranslation("library");
  const { file, library, category, state, reason } = upload;
  const [event] = upload.events;
  const actions = <Actions upload={upload} />;
  return (
    <>
      <div className={styles.head}>
        <StateTag {...STATES[state]}>{t(`uploads.state.${state}`)}</StateTag>
        <strong className={styles.name}>{file}</strong>
        <Elapsed seconds={upload.seconds ?? null} />
      </div>
      <div className={styles.soft}>
        {[
          upload.uploaded_by,
          showMoment(upload.uploaded_at),
          upload.size > 0 && showSize(upload.size),
          library,
          category,
        ]
          .filter(Boolean)
          .join(" · ")}
      </div>
      {reason && <Alert type="error" title={t("uploads.what_to_do")} description={reason} />}
      {isArchive(upload) || event === undefined ? (
        <>
          <Members upload={upload} />
          <div className={styles.actions}>{actions}</div>
        </>
      ) : (
        <Event event={event} library={library} actions={actions} />
      )}
    </>
  );
}

function Elapsed({ seconds }: { seconds: number | null }) {
  const { t } = useTranslation("library");
  if (seconds === null) return null;
  const minutes = Math.floor(seconds / 60);
  return (
    <span className={styles.soft}>
      {minutes ? t("uploads.minutes", { minutes, seconds: seconds % 60 }) : t("uploads.seconds", { count: seconds })}
    </span>
  );
}

/** What became of each file of an archive. */
function Members({ upload: { events, library } }: { upload: Upload }) {
  const { t } = useTranslation("library");
  if (events.length === 0) return null;
  const hasRefused = events.some(({ outcome }) => outcome === "refused");
  return (
    <details className={styles.members} open={hasRefused}>
      <summary>{t("uploads.members", countMembers(events))}</summary>
      <ul className={styles.list}>
        {events.map((event) => (
          <li key={event.file} className={styles.member}>
            <Event event={event} library={library} isMember />
          </li>
        ))}
      </ul>
    </details>
  );
}

interface EventProps {
  event: IngestEvent;
  library: string;
  /** One of many, of which the archive says little. */
  isMember?: boolean;
  /** What else may be done with it. */
  actions?: ReactNode;
}

/** What became of one file. */
function Event({ event, library, isMember = false, actions }: EventProps) {
  const { t } = useTranslation("library");
  const [isOpen, setIsOpen] = useState(false);
  const { file, outcome, pages, tables, headings, ocr_pages, warnings, reason } = event;
  const summary = [
    pages && t("uploads.summary.pages", { count: pages }),
    tables && t("uploads.summary.tables", { count: tables }),
    headings && t("uploads.summary.headings", { count: headings }),
    ocr_pages && t("uploads.summary.ocr", { count: ocr_pages }),
  ].filter(Boolean);
  return (
    <>
      {isMember && <div className={styles.name}>{file}</div>}
      <div>
        {(isMember || outcome === "unchanged" || outcome === "revised") && (
          <StateTag {...OUTCOMES[outcome]}>{t(`uploads.outcome.${outcome}`)}</StateTag>
        )}
        {summary.join("，")}
      </div>
      {reason && <Alert type="error" title={t("uploads.what_to_do")} description={reason} />}
      {warnings.map((warning) => (
        <Alert key={warning} type="warning" showIcon title={warning} />
      ))}
      <div className={styles.actions}>
        {outcome !== "refused" && (
          <Button aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {t(isOpen ? "uploads.health_hide" : "uploads.health")}
          </Button>
        )}
        {actions}
      </div>
      {isOpen && <UploadedSheet library={library} file={file} />}
    </>
  );
}

function Actions({ upload }: { upload: Upload }) {
  const { t } = useTranslation("library");
  const { retry, replace, remove } = useUploadActions(upload);
  if (isActive(upload)) return null;
  return (
    <>
      {upload.can_retry && (
        <Button loading={retry.isPending} onClick={() => retry.mutate()}>
          {t("uploads.retry")}
        </Button>
      )}
      {upload.state !== "done" && (
        <FilePicker
          showUploadList={false}
          beforeUpload={(file) => {
            replace.mutate(file);
            return false;
          }}
        >
          <Button loading={replace.isPending}>{t("uploads.replace")}</Button>
        </FilePicker>
      )}
      <Button
        type="text"
        loading={remove.isPending}
        aria-label={t("uploads.remove_name", { name: upload.file })}
        onClick={() => remove.mutate()}
      >
        {t("uploads.remove")}
      </Button>
    </>
  );
}
