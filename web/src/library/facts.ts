import type { DocumentSheet, MarkBody, Metadata, Validity } from "../api/records";

/** What is known of a document, in the order in which people read it. */
export const FACTS = [
  "title",
  "document_number",
  "issuing_authority",
  "issued_on",
  "effective_on",
  "validity",
  "repealed_on",
  "replaced_by",
  "category",
  "kind",
  "region",
  "year",
] as const satisfies readonly (keyof Metadata)[];

export type Fact = (typeof FACTS)[number];

/** What the keeper says of a document; what is left out stays as it is. */
export type Marks = Partial<MarkBody>;

/** Return a fact in words, "" where it is not known. */
export function tell(metadata: Metadata, fact: Fact, nameOf: (validity: Validity) => string): string {
  return fact === "validity" ? nameOf(metadata.validity) : String(metadata[fact] ?? "");
}

/** Return whether a fact was said by hand, and the text says otherwise. */
export function isOverruled({ marked, metadata, proposed }: DocumentSheet, fact: Fact): boolean {
  return marked.includes(fact) && metadata[fact] !== proposed[fact];
}

/** Return the facts that are not as they were: only these are to be said by hand. */
export function changesOf(before: Metadata, after: Metadata): Marks {
  const changed = FACTS.filter((fact) => (after[fact] ?? "") !== (before[fact] ?? ""));
  return Object.fromEntries(changed.map((fact) => [fact, after[fact]]));
}
