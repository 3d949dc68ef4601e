import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";

import type { ShownAlert, ShownEntry } from "../../api/records";
import { useIsWide } from "../../app/screen";
import styles from "../Drafting.module.css";
import { PageButtons } from "../PageButtons";
import { alertsOf } from "./alerting";
import { AlertMark } from "./AlertMark";

const WIDE_REM = 60;

interface LedgerListProps {
  entries: ShownEntry[];
  /** What asks to be looked at; such values are marked. */
  alerts: ShownAlert[];
  /** How many there are on all pages. */
  total: number;
  /** Counting from 1. */
  page: number;
  pageSize: number;
  onPage: (page: number) => void;
  /** Told of the id of the one to be looked at. */
  onOpen: (id: string) => void;
}

/** Values as a table, or as cards where a table would not fit. */
export function LedgerList({ entries, alerts, total, page, pageSize, onPage, onOpen }: LedgerListProps) {
  const { t } = useTranslation("drafting");
  const isWide = useIsWide(WIDE_REM);
  return (
    <>
      <p className={styles.total} role="status">
        {t("ledger.total", { total })}
      </p>
      {isWide ? (
        <ValueTable entries={entries} alerts={alerts} onOpen={onOpen} />
      ) : (
        <ul className={styles.list}>
          {entries.map((shown) => (
            <li key={shown.entry.id} className={styles.card}>
              <Name shown={shown} onOpen={onOpen} />
              <AlertMark alerts={alertsOf(shown, alerts)} />
              <div>
                {[shown.entry.figure.area, shown.period].filter(Boolean).join(" · ")}
                <strong className={styles.value}>{shown.text}</strong>
              </div>
              <div className={styles.soft}>{shown.source}</div>
            </li>
          ))}
        </ul>
      )}
      <PageButtons total={total} page={page} pageSize={pageSize} onPage={onPage} />
    </>
  );
}

function ValueTable({ entries, alerts, onOpen }: Pick<LedgerListProps, "entries" | "alerts" | "onOpen">) {
  const { t } = useTranslation("drafting");
  const columns: TableColumnsType<ShownEntry> = [
    {
      title: t("ledger.name"),
      render: (_, shown) => (
        <>
          <Name shown={shown} onOpen={onOpen} />
          <AlertMark alerts={alertsOf(shown, alerts)} />
        </>
      ),
    },
    { title: t("ledger.area"), width: "9rem", render: (_, { entry }) => entry.figure.area },
    { title: t("ledger.period"), width: "9rem", dataIndex: "period" },
    { title: t("ledger.value"), width: "10rem", align: "end", render: (_, { text }) => <strong>{text}</strong> },
    {
      title: t("ledger.source"),
      width: "19rem",
      render: (_, { source }) => <span className={styles.soft}>{source}</span>,
    },
  ];
  return (
    <Table<ShownEntry>
      rowKey={({ entry }) => entry.id}
      size="small"
      columns={columns}
      dataSource={entries}
      pagination={false}
    />
  );
}

function Name({ shown, onOpen }: { shown: ShownEntry; onOpen: (id: string) => void }) {
  const { figure, id } = shown.entry;
  return (
    <>
      <button type="button" className={styles.open} onClick={() => onOpen(id)}>
        {figure.name}
        <span className="visually-hidden">
          {figure.area}
          {shown.period}
        </span>
      </button>
      {(figure.scope || shown.group) && (
        <div className={styles.soft}>{[shown.group, figure.scope].filter(Boolean).join(" · ")}</div>
      )}
    </>
  );
}
