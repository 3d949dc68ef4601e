import type { Citation, Hit } from "../../api/records";
import { validityOf } from "../../app/validity";
import type { Range } from "./layout";

/** Where a passage stands, and in which document: what a card shows and the source view opens. */
export interface Passage
  extends Pick<
    Citation,
    "title" | "document" | "document_number" | "validity" | "section" | "page" | "text" | "start" | "end" | "revision_id"
  > {
  /** Absent for a passage that carries no statement. */
  marker?: number;
}

/** Return a found passage in the form of a cited one. */
export function passageOf({ chunk, document: { file, metadata } }: Hit): Passage {
  return {
    title: metadata.title,
    document: file,
    document_number: metadata.document_number,
    validity: validityOf(metadata),
    section: chunk.section_path,
    page: chunk.page,
    text: chunk.text,
    start: chunk.start,
    end: chunk.end,
    revision_id: chunk.revision_id,
  };
}

/** Return a document's name as people say it. */
export function nameOf({ title, document }: Pick<Passage, "title" | "document">): string {
  return title ? `《${title}》` : document;
}

/** Return the headings over a passage, without the document's own title. */
export function sectionOf({ section, title }: Pick<Passage, "section" | "title">): string {
  return section.filter((heading, index) => index > 0 || heading !== title).join(" › ");
}

/**
 * Return the part of a passage that an answer quotes: the sentence, or the table row at `quote`.
 *
 * Where the answer says it in other words, that is the whole passage.
 */
export function narrow<P extends Passage>(passage: P, quote: string | Range | null): P {
  if (quote === null) return passage;
  const range = typeof quote === "string" ? find(passage, quote.trim()) : quote;
  if (range === null || range.start < passage.start || passage.end < range.end) return passage;
  const text = Array.from(passage.text).slice(range.start - passage.start, range.end - passage.start);
  return { ...passage, text: text.join(""), start: range.start, end: range.end };
}

function find({ text, start }: Passage, sentence: string): Range | null {
  const index = sentence ? text.indexOf(sentence) : -1;
  if (index < 0) return null;
  const first = start + codePoints(text.slice(0, index));
  return { start: first, end: first + codePoints(sentence) };
}

/** Offsets of the API count code points; JavaScript counts UTF-16 units. */
function codePoints(text: string): number {
  return Array.from(text).length;
}
