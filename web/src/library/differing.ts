import type { Piece, RevisionDifference } from "../api/records";

export type Change = RevisionDifference["changes"][number];

// Enough of the unchanged words around a change to see where it stands.
const CONTEXT_CHARACTERS = 40;

/**
 * Return the pieces of a change, each text in one list: a part that was added or removed is one piece.
 *
 * Long stretches that are the same in both are cut in their middle.
 */
export function piecesOf({ kind, old, new: current, pieces }: Change): Piece[] {
  if (kind === "added") return [{ kind: "added", text: current?.text ?? "" }];
  if (kind === "removed") return [{ kind: "removed", text: old?.text ?? "" }];
  return pieces.map((piece, index) =>
    piece.kind === "same"
      ? { ...piece, text: abridge(piece.text, { isFirst: index === 0, isLast: index === pieces.length - 1 }) }
      : piece,
  );
}

/** Return unchanged words with what is far from a change left out: "…" stands in its place. */
export function abridge(text: string, { isFirst, isLast }: { isFirst: boolean; isLast: boolean }): string {
  const characters = Array.from(text);
  // Before the first change and behind the last one there is only one side to stand at.
  const head = isFirst ? 0 : CONTEXT_CHARACTERS;
  const tail = isLast ? 0 : CONTEXT_CHARACTERS;
  if (characters.length <= head + tail + 1) return text;
  return `${characters.slice(0, head).join("")}…${tail ? characters.slice(-tail).join("") : ""}`;
}

/** Return where a part stands, or stood: its headings from the top down. */
export function pathOf(place: Change["old"]): string {
  return place?.path.join(" › ") ?? "";
}
