import { DownloadOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Empty, Input, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "../../api/client";
import { asFailure } from "../../api/failure";
import { saveFile } from "../../api/files";
import type { Indicator } from "../../api/records";
import { usePermission } from "../../api/session";
import { Loading } from "../../app/Loading";
import { ClearIcon } from "../../app/ClearIcon";
import { useAddress } from "../../library/address";
import styles from "../Drafting.module.css";
import { PageButtons } from "../PageButtons";
import { catalogueQuery, QUERY_CHARACTERS } from "../queries";
import { IndicatorForm } from "./IndicatorForm";
import { NEW_INDICATOR } from "./defining";

const PAGE_SIZE = 20;

/** The catalogue: what is counted, under which names, in which unit. */
export function CatalogueView() {
  const { t } = useTranslation(["drafting", "common"]);
  const isDrafter = usePermission("draft");
  const [read, change] = useAddress<"words" | "page">();
  const [edited, setEdited] = useState<Indicator | null>(null);
  const words = read("words").slice(0, QUERY_CHARACTERS);
  const page = Number(read("page")) || 1;
  const { data: indicators, error } = useQuery({ ...catalogueQuery(words), placeholderData: keepPreviousData });
  return (
    <>
      <div className={styles.tools}>
        <Input.Search
          key={words}
          className={styles.search}
          allowClear={{ clearIcon: <ClearIcon /> }}
          maxLength={QUERY_CHARACTERS}
          defaultValue={words}
          placeholder={t("catalogue.query")}
          aria-label={t("catalogue.query")}
          enterButton={t("common:filter.search")}
          onSearch={(said) => change({ words: said.trim(), page: "" })}
        />
        <ExportButton />
        {isDrafter && (
          <>
            <ImportButton />
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => setEdited(NEW_INDICATOR)}>
              {t("catalogue.add")}
            </Button>
          </>
        )}
      </div>
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {!indicators && !error && <Loading />}
      {indicators?.length === 0 && <Empty className={styles.empty} description={t("catalogue.none")} />}
      {indicators && indicators.length > 0 && (
        <>
          <p className={styles.total} role="status">
            {t("catalogue.total", { count: indicators.length })}
          </p>
          <ul className={styles.list}>
            {indicators.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((indicator) => (
              <li key={`${indicator.code} ${indicator.valid_from ?? ""}`} className={styles.card}>
                <IndicatorCard indicator={indicator} onEdit={isDrafter ? () => setEdited(indicator) : null} />
              </li>
            ))}
          </ul>
          <PageButtons
            total={indicators.length}
            page={page}
            pageSize={PAGE_SIZE}
            onPage={(next) => change({ page: String(next) })}
          />
        </>
      )}
      {edited && <IndicatorForm indicator={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function IndicatorCard({ indicator, onEdit }: { indicator: Indicator; onEdit: (() => void) | null }) {
  const { t } = useTranslation("drafting");
  const { group, name, aliases, unit, kind, formula, department, scope, valid_from, valid_until } = indicator;
  const facts = [
    unit && t("catalogue.in_unit", { unit }),
    t(`kind.${kind}`),
    department,
    (valid_from ?? valid_until) && t("catalogue.years", { from: valid_from ?? "", until: valid_until ?? "" }),
  ];
  return (
    <>
      <div className={styles.head}>
        <strong>
          {group} · {name}
        </strong>
        {onEdit && (
          <Button className={styles.right} aria-label={t("catalogue.edit_name", { name: group + name })} onClick={onEdit}>
            {t("catalogue.edit")}
          </Button>
        )}
      </div>
      <div className={styles.soft}>{facts.filter(Boolean).join(" · ")}</div>
      {aliases.length > 0 && <div className={styles.soft}>{t("catalogue.also", { names: aliases.join("、") })}</div>}
      {formula && <div className={styles.soft}>{t("catalogue.by_formula", { formula })}</div>}
      {scope && <div className={styles.soft}>{scope}</div>}
    </>
  );
}

function ExportButton() {
  const { t } = useTranslation("drafting");
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: () => saveFile("/api/v1/catalogue/file.csv"),
    onError: (error) => void message.error(asFailure(error).advice),
  });
  return (
    <Button icon={<DownloadOutlined aria-hidden />} loading={save.isPending} onClick={() => save.mutate()}>
      {t("catalogue.export")}
    </Button>
  );
}

function ImportButton() {
  const { t } = useTranslation("drafting");
  const { notification, message } = App.useApp();
  const queries = useQueryClient();
  const post = useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.set("file", file);
      return send("/api/v1/catalogue/import", { method: "POST", body });
    },
    onSuccess: () => {
      void message.success(t("catalogue.imported"));
      void queries.invalidateQueries({ queryKey: ["catalogue"] });
    },
    onError: (error, file) =>
      notification.error({ title: file.name, description: asFailure(error).advice, duration: 0 }),
  });
  return (
    <Upload
      accept=".csv"
      showUploadList={false}
      beforeUpload={(file) => {
        post.mutate(file);
        return false;
      }}
    >
      <Button icon={<UploadOutlined aria-hidden />} loading={post.isPending}>
        {t("catalogue.import")}
      </Button>
    </Upload>
  );
}
