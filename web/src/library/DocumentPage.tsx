import { DeleteOutlined, DownloadOutlined, FileTextOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";

import { api, take } from "../api/client";
import { type ApiFailure, asFailure } from "../api/failure";
import { saveFile } from "../api/files";
import type { DocumentSheet } from "../api/records";
import { usePermission } from "../api/session";
import { Loading } from "../app/Loading";
import { Page } from "../app/Page";
import styles from "./DocumentPage.module.css";
import { Facts } from "./Facts";
import { HealthSheet } from "./HealthSheet";
import { sheetQuery } from "./queries";
import { Revisions } from "./Revisions";

const NOT_FOUND = 404;

/** One document: what is known of it, how well it was read, and how it changed. */
export function Component() {
  const { id = "" } = useParams();
  const { t } = useTranslation("library");
  const { data: sheet, error } = useQuery(sheetQuery(id));
  if (error && !sheet) return <Missing failure={asFailure(error)} />;
  if (!sheet) return <Loading />;
  return (
    <Page title={sheet.metadata.title || sheet.file} actions={<Actions sheet={sheet} />}>
      <BackToLibrary />
      <section className={styles.part} aria-labelledby="facts">
        <h2 id="facts">{t("document.facts")}</h2>
        <Facts sheet={sheet} />
      </section>
      <section className={styles.part} aria-labelledby="health">
        <h2 id="health">{t("document.health")}</h2>
        <HealthSheet sheet={sheet} />
      </section>
      <section className={styles.part} aria-labelledby="revisions">
        <h2 id="revisions">{t("document.revisions")}</h2>
        <Revisions document={sheet} />
      </section>
    </Page>
  );
}

/** What stands in place of a document that is not there, or not to be seen. */
function Missing({ failure }: { failure: ApiFailure }) {
  const { t } = useTranslation("library");
  return (
    <Page title={t("document.missing_title")}>
      <BackToLibrary />
      <Alert type="warning" showIcon title={failure.status === NOT_FOUND ? t("document.missing") : failure.advice} />
    </Page>
  );
}

function BackToLibrary() {
  const { t } = useTranslation("library");
  return (
    <p className={styles.back}>
      <Link to="/library">{t("document.back")}</Link>
    </p>
  );
}

function Actions({ sheet }: { sheet: DocumentSheet }) {
  const { t } = useTranslation(["library", "common"]);
  const { message, modal } = App.useApp();
  const isKeeper = usePermission("keep");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const name = sheet.metadata.title || sheet.file;
  const download = useMutation({
    mutationFn: () => saveFile(`/api/v1/documents/${sheet.id}/original`),
    onError: (error) => void message.error(asFailure(error).advice),
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/v1/documents/{document}", { params: { path: { document: sheet.id } } })),
    onError: (error) => void message.error(asFailure(error).advice),
    onSuccess: async () => {
      void message.success(t("document.deleted", { name }));
      await navigate("/library", { replace: true });
      queries.removeQueries({ queryKey: ["document", sheet.id] });
    },
  });
  return (
    <>
      <Button
        type="primary"
        icon={<FileTextOutlined aria-hidden />}
        onClick={() => void navigate(`/source/${sheet.revision_id}`)}
      >
        {t("document.open")}
      </Button>
      <Button icon={<DownloadOutlined aria-hidden />} loading={download.isPending} onClick={() => download.mutate()}>
        {t("document.download")}
      </Button>
      {isKeeper && (
        <Button
          danger
          icon={<DeleteOutlined aria-hidden />}
          onClick={() =>
            modal.confirm({
              title: t("document.delete_title", { name }),
              content: t("document.delete_note"),
              okText: t("document.delete"),
              cancelText: t("common:cancel"),
              okButtonProps: { danger: true },
              onOk: () => remove.mutateAsync().catch(() => undefined),
            })
          }
        >
          {t("document.delete")}
        </Button>
      )}
    </>
  );
}
