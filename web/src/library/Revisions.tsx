import { DiffOutlined, DownloadOutlined, FileTextOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { asFailure } from "../api/failure";
import { saveFile } from "../api/files";
import type { Document, RevisionInfo } from "../api/records";
import { Loading } from "../app/Loading";
import { showMoment } from "../app/moments";
import { Difference } from "./Difference";
import styles from "./DocumentPage.module.css";
import { historyQuery } from "./queries";
import { StateTag } from "../app/StateTag";

/** The revisions of a document, the newest first. */
export function Revisions({ document }: { document: Document }) {
  const { t } = useTranslation("library");
  const { data: history, error } = useQuery(historyQuery(document.id));
  const [compared, setCompared] = useState<number | null>(null);
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!history) return <Loading />;
  const newestFirst = [...history].sort((one, other) => other.number - one.number);
  return (
    <>
      <ol className={styles.revisions}>
        {newestFirst.map((revision, index) => {
          const before = newestFirst[index + 1];
          const isCompared = compared === revision.number;
          return (
            <li key={revision.id} className={styles.revision}>
              <Revision document={document} revision={revision} />
              {before && (
                <Button
                  type="text"
                  icon={<DiffOutlined aria-hidden />}
                  aria-expanded={isCompared}
                  onClick={() => setCompared(isCompared ? null : revision.number)}
                >
                  {t("revision.compare")}
                </Button>
              )}
              {before && isCompared && <Difference id={document.id} from={before.number} to={revision.number} />}
            </li>
          );
        })}
      </ol>
      {history.length === 1 && <p className={styles.soft}>{t("revision.only_one")}</p>}
    </>
  );
}

function Revision({ document, revision }: { document: Document; revision: RevisionInfo }) {
  const { t } = useTranslation("library");
  const { message } = App.useApp();
  const navigate = useNavigate();
  const download = (): void => {
    saveFile(`/api/v1/documents/${document.id}/original?version=${revision.number}`).catch(
      (error: unknown) => void message.error(asFailure(error).advice),
    );
  };
  return (
    <>
      <div>
        <strong>{t("revision.number", { number: revision.number })}</strong>{" "}
        {revision.is_current && <StateTag tone="busy">{t("revision.current")}</StateTag>}
        <span className={styles.soft}>
          {t("revision.ingested", { at: showMoment(revision.ingested_at) })}{" · "}
          {t("revision.characters", { count: revision.health.characters })}
        </span>
      </div>
      <Button type="text" icon={<FileTextOutlined aria-hidden />} onClick={() => void navigate(`/source/${revision.id}`)}>
        {t("revision.open")}
      </Button>
      <Button type="text" icon={<DownloadOutlined aria-hidden />} onClick={download}>
        {t("revision.download")}
      </Button>
    </>
  );
}
