import type { Document } from "../api/records";

/** Every shelf. */
export const ALL = "";

/** What stands on no shelf; no category has this name. */
export const UNSORTED = "-";

/** A category with how many documents stand on it. */
export interface Shelf {
  name: string;
  count: number;
}

/**
 * Return the categories in the keeper's order with their documents counted.
 *
 * Names that documents still bear, but the keeper no longer keeps, follow; last, what has no category.
 */
export function countShelves(categories: readonly string[], documents: readonly Document[]): Shelf[] {
  const counts = new Map(categories.map((name) => [name, 0]));
  for (const document of documents) {
    const name = shelfOf(document);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const unsorted = counts.get(UNSORTED);
  counts.delete(UNSORTED);
  const shelves = Array.from(counts, ([name, count]) => ({ name, count }));
  return unsorted ? [...shelves, { name: UNSORTED, count: unsorted }] : shelves;
}

/** Return the documents that stand on a shelf. */
export function onShelf(documents: Document[], name: string): Document[] {
  return name === ALL ? documents : documents.filter((document) => shelfOf(document) === name);
}

/** Return names with one of them moved up (-1) or down (1). */
export function move(names: readonly string[], index: number, by: -1 | 1): string[] {
  const moved = [...names];
  const [name] = moved.splice(index, 1);
  if (name !== undefined) moved.splice(index + by, 0, name);
  return moved;
}

function shelfOf({ metadata }: Document): string {
  return metadata.category || UNSORTED;
}
