/** Cutting text at the bounds of a citation. Offsets count code points, as everywhere in the API. */

export interface Range {
  start: number;
  end: number;
}

/** A stretch of text, cited or not. */
export interface Stretch {
  text: string;
  isCited: boolean;
}

/** Return whether two ranges have a character in common. */
export function overlap(left: Range, right: Range): boolean {
  return left.start < right.end && right.start < left.end;
}

/**
 * Cut text into what stands before, within and behind a cited range; empty stretches are left out.
 *
 * @param text Whose first character has the offset `start`.
 */
export function cut(text: string, start: number, cited: Range): Stretch[] {
  const characters = Array.from(text);
  const first = clamp(cited.start - start, characters.length);
  const last = Math.max(first, clamp(cited.end - start, characters.length));
  return [
    { text: characters.slice(0, first).join(""), isCited: false },
    { text: characters.slice(first, last).join(""), isCited: true },
    { text: characters.slice(last).join(""), isCited: false },
  ].filter((stretch) => stretch.text !== "");
}

function clamp(offset: number, length: number): number {
  return Math.min(Math.max(offset, 0), length);
}
