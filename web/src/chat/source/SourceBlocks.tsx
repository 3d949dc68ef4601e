import { createElement } from "react";
import { useTranslation } from "react-i18next";

import type { SourceBlock } from "../../api/records";
import { cut, overlap, type Range } from "./highlighting";
import styles from "./SourceText.module.css";

type Row = SourceBlock["rows"][number];

// Below the page's own headings and the document's title.
const UPPERMOST_LEVEL = 3;
const LOWEST_LEVEL = 6;

/** Blocks of a document as people know it: headings, paragraphs, tables, notes, page numbers. */
export function SourceBlocks({ blocks, cited }: { blocks: SourceBlock[]; cited: Range }) {
  return blocks.map((block) => (
    <div key={block.start} data-start={block.start}>
      {block.page != null && <PageMark page={block.page} />}
      <Block block={block} cited={cited} />
    </div>
  ));
}

function Block({ block, cited }: { block: SourceBlock; cited: Range }) {
  const text = <Cited text={block.text} start={block.start} cited={cited} />;
  switch (block.kind) {
    case "heading": {
      const level = Math.min(UPPERMOST_LEVEL + Math.max(block.level, 1) - 1, LOWEST_LEVEL);
      return createElement(`h${level}`, { className: styles.heading }, text);
    }
    case "paragraph":
      return <p className={styles.paragraph}>{text}</p>;
    case "footnote":
      return <p className={styles.footnote}>{text}</p>;
    case "table":
      return block.rows.length + block.headers.length > 0 ? (
        <Table block={block} cited={cited} />
      ) : (
        <p className={styles.paragraph}>{text}</p>
      );
  }
}

function Table({ block, cited }: { block: SourceBlock; cited: Range }) {
  const { t } = useTranslation("chat");
  const width = Math.max(...[...block.headers, ...block.rows].map((row) => row.cells.length));
  return (
    // Wide tables scroll by themselves, also with the arrow keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={block.caption || t("answer.table")}>
      <table className={styles.table}>
        {block.headers.length > 0 && (
          <thead>
            {block.headers.map((row) => (
              <tr key={row.start}>
                <Cells row={row} cited={cited} isHeader />
              </tr>
            ))}
          </thead>
        )}
        <tbody>
          {block.rows.map((row) => [
            row.page != null && (
              <tr key={`page ${row.start}`}>
                <td colSpan={width} className={styles.pageRow}>
                  <PageMark page={row.page} />
                </td>
              </tr>
            ),
            <tr key={row.start}>
              <Cells row={row} cited={cited} />
            </tr>,
          ])}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ row, cited, isHeader = false }: { row: Row; cited: Range; isHeader?: boolean }) {
  return row.cells.map((cell, index) => {
    // A merged cell stands once, at its upper left corner.
    if (cell.row_span === 0 || cell.column_span === 0) return null;
    const properties = {
      rowSpan: cell.row_span,
      colSpan: cell.column_span,
      className: overlap(cell, cited) ? styles.citedCell : undefined,
    };
    const text = <Cited text={cell.text} start={cell.start} cited={cited} />;
    return isHeader ? (
      <th key={index} scope="col" {...properties}>
        {text}
      </th>
    ) : (
      <td key={index} {...properties}>
        {text}
      </td>
    );
  });
}

/** Text with its cited part marked. */
function Cited({ text, start, cited }: { text: string; start: number; cited: Range }) {
  return cut(text, start, cited).map((stretch, index) =>
    stretch.isCited ? <mark key={index}>{stretch.text}</mark> : stretch.text,
  );
}

function PageMark({ page }: { page: number }) {
  const { t } = useTranslation();
  return <div className={styles.page}>{t("page_number", { page })}</div>;
}
