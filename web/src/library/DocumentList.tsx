import { CheckOutlined, ExclamationCircleOutlined } from "@ant-design/icons";
import { Empty, Pagination, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Document } from "../api/records";
import { useSession } from "../api/session";
import { Loading } from "../app/Loading";
import { useIsWide } from "../app/screen";
import { ValidityTag } from "../app/ValidityTag";
import styles from "./LibraryPage.module.css";
import { StateTag } from "../app/StateTag";
import { usePageButtons } from "../app/usePageButtons";
import { validityOn } from "./validity";

const WIDE_REM = 70;
const PAGE_SIZE = 20;

interface DocumentListProps {
  documents: Document[];
  isLoading: boolean;
}

/** Documents as a table, or as cards where a table would not fit. */
export function DocumentList({ documents, isLoading }: DocumentListProps) {
  const { t } = useTranslation("library");
  const isWide = useIsWide(WIDE_REM);
  if (isLoading) return <Loading />;
  if (documents.length === 0) return <Empty className={styles.empty} description={t("list.none")} />;
  return (
    <>
      <p className={styles.total} role="status">
        {t("list.count", { total: documents.length })}
      </p>
      {isWide ? <DocumentTable documents={documents} /> : <DocumentCards key={documents.length} documents={documents} />}
    </>
  );
}

function DocumentTable({ documents }: { documents: Document[] }) {
  const { t } = useTranslation("library");
  const { libraries } = useSession();
  const itemRender = usePageButtons();
  const columns: TableColumnsType<Document> = [
    {
      title: t("list.name"),
      sorter: (one, other) => nameOf(one).localeCompare(nameOf(other), "zh"),
      render: (_, document) => <Name document={document} />,
    },
    {
      title: t("list.issue"),
      width: "13rem",
      render: (_, { metadata }) => (
        <>
          {metadata.document_number}
          <div className={styles.details}>{metadata.issuing_authority}</div>
        </>
      ),
    },
    {
      title: t("list.issued_on"),
      dataIndex: ["metadata", "issued_on"],
      width: "7.5rem",
      sorter: (one, other) => (one.metadata.issued_on ?? "").localeCompare(other.metadata.issued_on ?? ""),
    },
    {
      title: t("list.validity"),
      width: "8rem",
      render: (_, { metadata }) => <ValidityTag validity={validityOn(metadata)} />,
    },
    {
      title: t("list.category"),
      width: "8rem",
      render: (_, { metadata, library }) => (
        <>
          {metadata.category}
          {libraries.length > 1 && <div className={styles.details}>{library}</div>}
        </>
      ),
    },
    {
      title: t("list.confirmation"),
      width: "6.5rem",
      render: (_, document) => <ConfirmationTag document={document} />,
    },
  ];
  return (
    <Table<Document>
      rowKey="id"
      size="small"
      columns={columns}
      dataSource={documents}
      pagination={{ hideOnSinglePage: true, pageSize: PAGE_SIZE, showSizeChanger: false, itemRender }}
    />
  );
}

function DocumentCards({ documents }: { documents: Document[] }) {
  const { libraries } = useSession();
  const itemRender = usePageButtons();
  const [page, setPage] = useState(1);
  return (
    <>
      <ul className={styles.cards}>
        {documents.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((document) => (
          <li key={document.id} className={styles.card}>
            <Name document={document} />
            <div className={styles.details}>
              {[
                document.metadata.document_number,
                document.metadata.issuing_authority,
                document.metadata.issued_on,
                document.metadata.category,
                libraries.length > 1 && document.library,
              ]
                .filter(Boolean)
                .join(" · ")}
            </div>
            <ValidityTag validity={validityOn(document.metadata)} />
            <ConfirmationTag document={document} />
          </li>
        ))}
      </ul>
      <Pagination
        align="center"
        hideOnSinglePage
        current={page}
        pageSize={PAGE_SIZE}
        showSizeChanger={false}
        itemRender={itemRender}
        total={documents.length}
        onChange={setPage}
      />
    </>
  );
}

function Name({ document }: { document: Document }) {
  return (
    <>
      <Link to={`/library/${document.id}`} className={styles.title}>
        {nameOf(document)}
      </Link>
      {document.metadata.title && <div className={styles.file}>{document.file}</div>}
    </>
  );
}

/** Whether a person has found right what is known of a document. */
function ConfirmationTag({ document: { confirmed_on, confirmed_by } }: { document: Document }) {
  const { t } = useTranslation("library");
  return confirmed_on ? (
    <StateTag
      tone="good"
      icon={<CheckOutlined aria-hidden />}
      title={t("confirmation.by", { name: confirmed_by, day: confirmed_on })}
    >
      {t("confirmation.yes")}
    </StateTag>
  ) : (
    <StateTag tone="look" icon={<ExclamationCircleOutlined aria-hidden />}>
      {t("confirmation.no")}
    </StateTag>
  );
}

function nameOf({ metadata, file }: Document): string {
  return metadata.title || file;
}
