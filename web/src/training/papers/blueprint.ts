/** A 双向细目表 while it is being filled in. */
import type { Blueprint, Difficulty, ItemKind, Supply } from "../../api/records";

export const DIFFICULTIES: readonly Difficulty[] = ["easy", "medium", "hard"];

const LETTERS = ["A", "B", "C", "D"];

/** A row as it is typed; empty boxes are null. */
export interface Row {
  /** Tells rows apart while they come and go. */
  id: number;
  kind: ItemKind;
  /** "" for any. */
  topic: string;
  /** "" for any. */
  difficulty: Difficulty | "";
  count: number | null;
  points: number | null;
}

/** Return the letters of so many versions. */
export function lettersOf(versions: number): string[] {
  return LETTERS.slice(0, versions);
}

/** Return how many published items suit a row. */
export function supplyOf(supply: readonly Supply[], { kind, topic, difficulty }: Omit<Row, "id" | "count" | "points">): number {
  return supply
    .filter(
      (each) =>
        each.kind === kind &&
        (topic === "" || each.topic === topic) &&
        (difficulty === "" || each.difficulty === difficulty),
    )
    .reduce((sum, { count }) => sum + count, 0);
}

/** Return what a row is worth, without the crumbs of binary fractions. */
export function pointsOf({ count, points }: Pick<Row, "count" | "points">): number {
  return plain((count ?? 0) * (points ?? 0));
}

/** Return how many questions all rows have, and what they are worth. */
export function totalOf(rows: readonly Row[]): { questions: number; points: number } {
  return {
    questions: rows.reduce((sum, { count }) => sum + (count ?? 0), 0),
    points: plain(rows.reduce((sum, row) => sum + pointsOf(row), 0)),
  };
}

/** Return the blueprint that is typed; rows without questions or points are left out. */
export function toBlueprint(name: string, library: string, versions: number, rows: readonly Row[]): Blueprint {
  return {
    name: name.trim(),
    library,
    versions,
    demands: rows.flatMap(({ kind, topic, difficulty, count, points }) =>
      count && points ? [{ kind, topic, difficulty: difficulty || null, count, points: String(points) }] : [],
    ),
  };
}

function plain(points: number): number {
  return Math.round(points * 100) / 100;
}
