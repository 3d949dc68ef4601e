import { CheckCircleFilled, DeleteOutlined, DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Empty, Upload } from "antd";
import { useTranslation } from "react-i18next";

import { api, send, take } from "../../api/client";
import { asFailure } from "../../api/failure";
import { saveFile } from "../../api/files";
import type { TemplateInfo } from "../../api/records";
import { StateTag } from "../../app/StateTag";
import drafting from "../Drafting.module.css";
import { templatesQuery } from "../queries";
import styles from "./Reports.module.css";

interface TemplateChoiceProps {
  templates: TemplateInfo[];
  /** Id; "" for none. */
  chosen: string;
  onChoose: (id: string) => void;
}

/** The templates, to choose one, to fetch and change it in Word, to add one's own. */
export function TemplateChoice({ templates, chosen, onChoose }: TemplateChoiceProps) {
  const { t } = useTranslation("drafting");
  return (
    <section aria-labelledby="templates">
      <div className={drafting.head}>
        <h2 id="templates" className={drafting.heading}>
          {t("template.choose")}
        </h2>
        <span className={drafting.right}>
          <AddButton />
        </span>
      </div>
      {templates.length === 0 && <Empty className={drafting.empty} description={t("template.none")} />}
      <ul className={styles.templates}>
        {templates.map((template) => (
          <li key={template.id} className={template.id === chosen ? `${styles.template} ${styles.chosen}` : styles.template}>
            <button
              type="button"
              className={styles.choose}
              aria-pressed={template.id === chosen}
              onClick={() => onChoose(template.id)}
            >
              <strong>
                {template.id === chosen && <CheckCircleFilled aria-hidden />} {template.name}
              </strong>
              <span className={drafting.soft}>{template.description}</span>
              {!template.is_shipped && <StateTag tone="plain">{t("template.own")}</StateTag>}
            </button>
            <Tools template={template} onRemoved={() => template.id === chosen && onChoose("")} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tools({ template: { id, name, is_shipped }, onRemoved }: { template: TemplateInfo; onRemoved: () => void }) {
  const { t } = useTranslation(["drafting", "common"]);
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveFile(`/api/v1/report-templates/${encodeURIComponent(id)}/file.docx`),
    onError: (error) => void message.error(asFailure(error).advice),
  });
  const remove = useMutation({
    mutationFn: () =>
      take(api.DELETE("/api/v1/report-templates/{template_id}", { params: { path: { template_id: id } } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: templatesQuery.queryKey });
      onRemoved();
    },
    onError: (error) => void message.error(asFailure(error).advice),
  });
  const ask = (): void => {
    modal.confirm({
      title: t("template.remove_title", { name }),
      content: t("template.remove_note"),
      okText: t("common:delete"),
      cancelText: t("common:cancel"),
      onOk: () => remove.mutateAsync().catch(() => undefined),
    });
  };
  return (
    <div className={styles.tools}>
      <Button
        type="text"
        icon={<DownloadOutlined aria-hidden />}
        loading={save.isPending}
        aria-label={t("template.download_name", { name })}
        onClick={() => save.mutate()}
      >
        {t("template.download")}
      </Button>
      {!is_shipped && (
        <Button
          type="text"
          icon={<DeleteOutlined aria-hidden />}
          loading={remove.isPending}
          aria-label={t("template.remove_name", { name })}
          onClick={ask}
        >
          {t("common:delete")}
        </Button>
      )}
    </div>
  );
}

function AddButton() {
  const { t } = useTranslation("drafting");
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: async (file: File) => {
      const body = new FormData();
      body.set("file", file);
      body.set("name", file.name.replace(/\.docx$/i, ""));
      return (await (await send("/api/v1/report-templates", { method: "POST", body })).json()) as TemplateInfo;
    },
    onSuccess: ({ name }) => {
      void message.success(t("template.added", { name }));
      void queries.invalidateQueries({ queryKey: templatesQuery.queryKey });
    },
    onError: (error, file) =>
      notification.error({ title: file.name, description: asFailure(error).advice, duration: 0 }),
  });
  return (
    <Upload
      accept=".docx"
      showUploadList={false}
      beforeUpload={(file) => {
        add.mutate(file);
        return false;
      }}
    >
      <Button icon={<UploadOutlined aria-hidden />} loading={add.isPending}>
        {t("template.add")}
      </Button>
    </Upload>
  );
}
