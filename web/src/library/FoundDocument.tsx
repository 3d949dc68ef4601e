import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Document, DocumentHits, FoundPassage } from "../api/records";
import { ValidityTag } from "../app/ValidityTag";
import { sourcePath } from "../chat/source/opened";
import { excerpt } from "./highlighting";
import styles from "./SearchPage.module.css";
import { validityOn } from "./validity";

/** A document that has the words, with the best of its passages. */
export function FoundDocument({ found: { document, count, passages } }: { found: DocumentHits }) {
  const { t } = useTranslation("library");
  const { metadata, file, library } = document;
  return (
    <li className={styles.document}>
      <h2 className={styles.title}>
        <Link to={`/library/${document.id}`}>{metadata.title || file}</Link>
      </h2>
      <p className={styles.details}>
        <ValidityTag validity={validityOn(metadata)} />
        {[metadata.document_number, metadata.issuing_authority, metadata.issued_on, library]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <p className={styles.soft}>
        {t("search.count", { count })}
        {count > passages.length && `，${t("search.shown", { count: passages.length })}`}
      </p>
      <ul className={styles.passages}>
        {passages.map((passage) => (
          <li key={passage.chunk.id}>
            <Passage passage={passage} document={document} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function Passage({ passage: { chunk, highlights }, document }: { passage: FoundPassage; document: Document }) {
  const { t } = useTranslation("library");
  const headings = chunk.section_path.filter((heading, index) => index > 0 || heading !== document.metadata.title);
  const place = [
    headings.join(" › ") || t("search.beginning"),
    chunk.page != null && t("search.page", { page: chunk.page }),
  ]
    .filter(Boolean)
    .join(" · ");
  const source = { revision: chunk.revision_id, start: chunk.start, end: chunk.end, page: chunk.page ?? null };
  return (
    <>
      <Link to={sourcePath(source)} aria-label={t("search.open", { place })} className={styles.place}>
        {place}
      </Link>
      <p className={styles.text}>
        {excerpt(chunk.text, highlights).map(({ text, isFound }, index) =>
          isFound ? <mark key={index}>{text}</mark> : text,
        )}
      </p>
    </>
  );
}
