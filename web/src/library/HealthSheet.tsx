import { CheckCircleOutlined } from "@ant-design/icons";
import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { DocumentSheet } from "../api/records";
import styles from "./DocumentPage.module.css";

/** How well a file was read, and what its keeper has to look at. */
export function HealthSheet({ sheet: { health, type_name, duplicates } }: { sheet: DocumentSheet }) {
  const { t } = useTranslation("library");
  const isFine = health.warnings.length === 0 && health.suspicious_characters === 0 && duplicates.length === 0;
  const facts: [label: string, value: ReactNode][] = [
    [t("health.type"), type_name],
    [t("health.characters"), health.characters.toLocaleString("zh")],
    [t("health.pages"), health.pages ?? t("health.no_pages")],
    [
      t("health.tables"),
      health.tables ? t("health.tables_value", { tables: health.tables, rows: health.table_rows }) : t("health.none"),
    ],
    [t("health.headings"), health.headings ? t("health.headings_value", { count: health.headings }) : t("health.none")],
    [
      t("health.suspicious"),
      health.suspicious_characters
        ? t("health.suspicious_value", { count: health.suspicious_characters })
        : t("health.none"),
    ],
    [t("health.ocr"), <Recognized key="ocr" health={health} />],
    [t("health.chunks"), t("health.chunks_value", { count: health.chunks })],
    [
      t("health.furniture"),
      health.furniture_removed ? t("health.furniture_value", { count: health.furniture_removed }) : t("health.none"),
    ],
    [
      t("health.duplicates"),
      duplicates.length === 0
        ? t("health.none")
        : duplicates.map(({ document_id, title, file, library }) => (
            <div key={document_id}>
              <Link to={`/library/${document_id}`}>{t("health.duplicate", { name: title || file, library })}</Link>
            </div>
          )),
    ],
  ];
  return (
    <>
      {isFine && (
        <p className={styles.fine}>
          <CheckCircleOutlined aria-hidden /> {t("health.fine")}
        </p>
      )}
      {health.warnings.length > 0 && (
        <Alert
          className={styles.confirmation}
          type="warning"
          showIcon
          title={t("health.look")}
          description={
            <ul className={styles.warnings}>
              {health.warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          }
        />
      )}
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label} className={styles.fact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Recognized({ health: { ocr_pages, ocr_confidence } }: Pick<DocumentSheet, "health">) {
  const { t } = useTranslation("library");
  if (!ocr_pages) return t("health.none");
  if (ocr_confidence == null) return t("health.ocr_pages", { pages: ocr_pages });
  return t("health.ocr_value", { pages: ocr_pages, percent: Math.round(ocr_confidence * 100) });
}
