/** Showing found words in a passage. Offsets count code points, as everywhere in the API. */

export interface Span {
  start: number;
  end: number;
}

/** A stretch of text, found or not. */
export interface Stretch {
  text: string;
  isFound: boolean;
}

// A passage longer than this is told from a little before its first found word.
const SHOWN_CHARACTERS = 220;
const BEFORE_CHARACTERS = 40;
const BEGINNINGS = /[。；！？\n]/u;

/**
 * Return a part of a passage with its found words, cut where they begin and end.
 *
 * "…" stands where words are left out.
 *
 * @param spans In the order of the text, none overlapping.
 */
export function excerpt(text: string, spans: readonly Span[]): Stretch[] {
  const characters = Array.from(text);
  const from = beginningOf(characters, spans[0]?.start ?? 0);
  const to = Math.min(characters.length, from + SHOWN_CHARACTERS);
  const stretches: Stretch[] = [];
  const put = (start: number, end: number, isFound: boolean): void => {
    const words = characters.slice(Math.max(start, from), Math.min(end, to)).join("");
    if (words) stretches.push({ text: words, isFound });
  };
  let last = from;
  for (const { start, end } of spans) {
    put(last, start, false);
    put(start, end, true);
    last = Math.max(last, end);
  }
  put(last, to, false);
  if (from > 0) stretches.unshift({ text: "…", isFound: false });
  if (to < characters.length) stretches.push({ text: "…", isFound: false });
  return stretches;
}

/** Return where to begin: at the passage's start if all of it fits, else at a sentence before the found word. */
function beginningOf(characters: readonly string[], found: number): number {
  if (characters.length <= SHOWN_CHARACTERS || found <= BEFORE_CHARACTERS) return 0;
  const earliest = found - BEFORE_CHARACTERS;
  for (let index = found; index > earliest; index -= 1) {
    if (BEGINNINGS.test(characters[index - 1] ?? "")) return index;
  }
  return earliest;
}
