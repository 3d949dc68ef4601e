import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Answer } from "../../api/records";
import styles from "./AnswerText.module.css";
import { layOut, type Part, type Range, type Table } from "./layout";

interface AnswerTextProps {
  answer: Answer;
  /** Draws the mark of a citation behind what is quoted from it. */
  mark: (marker: number, quote: string | Range | null, key: number) => ReactNode;
}

/** What an answer says, as text, each sentence with its marks. */
export function AnswerText({ answer, mark }: AnswerTextProps) {
  return layOut(answer).map((piece, index) =>
    piece.kind === "table" ? (
      <QuotedTable key={index} table={piece} mark={mark} />
    ) : (
      <p key={index} className={styles.paragraph}>
        <Parts parts={piece.parts} mark={mark} />
      </p>
    ),
  );
}

function Parts({ parts, mark }: { parts: Part[]; mark: AnswerTextProps["mark"] }) {
  return parts.map((part, index) => {
    if (typeof part === "string") return part;
    const quote = parts.slice(0, index).findLast((before) => typeof before === "string");
    return mark(part, quote ?? null, index);
  });
}

function QuotedTable({ table, mark }: { table: Table; mark: AnswerTextProps["mark"] }) {
  const { t } = useTranslation("chat");
  return (
    // Wide tables scroll by themselves, also with the arrow keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={table.caption || t("answer.table")}>
      <table className={styles.table}>
        {table.caption && <caption>{table.caption}</caption>}
        {table.headers.length > 0 && (
          <thead>
            <tr>
              {table.headers.map((header, index) => (
                <th key={index} scope="col">
                  {header}
                </th>
              ))}
              <th scope="col">{t("answer.source")}</th>
            </tr>
          </thead>
        )}
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.cells.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
              <td>{row.markers.map((marker, key) => mark(marker, row.range, key))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
