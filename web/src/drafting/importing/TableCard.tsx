import { EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ColumnMapping, TableMapping, TableView } from "../../api/records";
import { StateTag } from "../../app/StateTag";
import styles from "../Drafting.module.css";
import { fullName } from "../names";
import { catalogueQuery } from "../queries";
import { INDICATOR_NAMES } from "../IndicatorNames";
import { ROLES, splitUnits } from "./mapping";

interface TableCardProps {
  /** As it was read. */
  view: TableView;
  /** As it is to be read. */
  mapping: TableMapping;
  onChange: (change: Partial<TableMapping>) => void;
}

/** What was understood of a table: its columns over its first rows; and the same to be changed. */
export function TableCard({ view, mapping, onChange }: TableCardProps) {
  const { t } = useTranslation("drafting");
  const [isOpen, setIsOpen] = useState(false);
  const title = view.title || view.sheet || t("table.untitled");
  return (
    <section className={styles.panel} aria-label={title}>
      <div className={styles.head}>
        <h4 className={styles.sub}>{title}</h4>
        <span className={styles.soft}>
          {[view.title && view.sheet, view.unit_line, t("table.size", { rows: view.rows, figures: view.figures })]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {mapping.is_ignored && <StateTag tone="plain">{t("table.ignored")}</StateTag>}
        <Button
          className={styles.right}
          icon={<EditOutlined aria-hidden />}
          aria-expanded={isOpen}
          aria-label={t(isOpen ? "table.close_name" : "table.edit_name", { name: title })}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t(isOpen ? "table.close" : "table.edit")}
        </Button>
      </div>
      {view.notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
      {isOpen ? <Editor view={view} mapping={mapping} onChange={onChange} /> : <Sample view={view} title={title} />}
    </section>
  );
}

function Sample({ view, title }: { view: TableView; title: string }) {
  const { t } = useTranslation("drafting");
  return (
    // Wide tables scroll by themselves, also with the arrow keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("table.sample", { name: title })}>
      <table className={styles.sheet}>
        <thead>
          <tr>
            {view.columns.map(({ column, letter, header }) => (
              <th key={column} scope="col">
                <span className={styles.soft}>{letter}</span> {header}
              </th>
            ))}
          </tr>
          <tr className={styles.understood}>
            {view.columns.map((each) => (
              <td key={each.column}>
                {each.role === "value" ? (
                  [each.indicator, each.area, each.period, each.unit].filter(Boolean).join(" · ") || t("role.value")
                ) : (
                  <span className={styles.soft}>{t(`role.${each.role}`)}</span>
                )}
                {each.role === "value" && each.indicator && !each.code && (
                  <div>
                    <StateTag tone="look">{t("table.unknown")}</StateTag>
                  </div>
                )}
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.sample.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Editor({ view, mapping, onChange }: TableCardProps) {
  const { t } = useTranslation("drafting");
  const changeColumn = (column: number, change: Partial<ColumnMapping>): void =>
    onChange({ columns: mapping.columns.map((each) => (each.column === column ? { ...each, ...change } : each)) });
  return (
    <>
      <Checkbox checked={mapping.is_ignored} onChange={({ target }) => onChange({ is_ignored: target.checked })}>
        {t("table.ignore")}
      </Checkbox>
      {!mapping.is_ignored && (
        <>
          <div className={styles.grid}>
            <Word label={t("table.subject")} value={mapping.subject} onChange={(subject) => onChange({ subject })} />
            <Word label={t("table.area")} value={mapping.area} onChange={(area) => onChange({ area })} />
            <Word label={t("table.period")} value={mapping.period} onChange={(period) => onChange({ period })} />
            <Word
              label={t("table.units")}
              value={mapping.units.join("、")}
              onChange={(line) => onChange({ units: splitUnits(line) })}
            />
          </div>
          <ul className={styles.list}>
            {mapping.columns.map((column, index) => (
              <li key={column.column} className={styles.line}>
                <Column
                  letter={view.columns[index]?.letter ?? String(column.column)}
                  column={column}
                  onChange={(change) => changeColumn(column.column, change)}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

interface ColumnProps {
  letter: string;
  column: ColumnMapping;
  onChange: (change: Partial<ColumnMapping>) => void;
}

function Column({ letter, column, onChange }: ColumnProps) {
  const { t } = useTranslation("drafting");
  const { data: catalogue = [] } = useQuery(catalogueQuery(""));
  const known = catalogue.find(({ code }) => code === column.indicator);
  const id = useId();
  const name = `${letter} ${column.header}`;
  return (
    <div role="group" aria-label={name}>
      <strong>{name}</strong>
      <div className={styles.columns}>
        <div className={styles.word}>
          <label htmlFor={id}>{t("table.role")}</label>
          <Select
            id={id}
            value={column.role}
            options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
            onChange={(role) => onChange({ role })}
          />
        </div>
        {column.role === "value" && (
          <>
            <Word
              label={t("role.indicator")}
              value={known ? fullName(known) : column.indicator}
              list={INDICATOR_NAMES}
              onChange={(indicator) => onChange({ indicator })}
            />
            <Word label={t("ledger.area")} value={column.area} onChange={(area) => onChange({ area })} />
            <Word label={t("ledger.period")} value={column.period} onChange={(period) => onChange({ period })} />
            <Word label={t("role.unit")} value={column.unit} onChange={(unit) => onChange({ unit })} />
            <Word label={t("role.scope")} value={column.scope} onChange={(scope) => onChange({ scope })} />
          </>
        )}
      </div>
    </div>
  );
}

interface WordProps {
  label: string;
  value: string;
  /** Id of what it offers. */
  list?: string;
  onChange: (word: string) => void;
}

/** A box that keeps what is typed, and tells it when one leaves. */
function Word({ label, value, list, onChange }: WordProps) {
  const id = useId();
  return (
    <div className={styles.word}>
      <label htmlFor={id}>{label}</label>
      <Input
        key={value}
        id={id}
        defaultValue={value}
        list={list}
        onBlur={({ target }) => {
          if (target.value.trim() !== value) onChange(target.value.trim());
        }}
      />
    </div>
  );
}
