/** An answer's text as it is shown: sentences with their citation marks, quoted table rows as tables. */
import type { Answer, Hit } from "../../api/records";

export interface Range {
  start: number;
  end: number;
}

/** Words, or the marker of a citation. */
export type Part = string | number;

export interface Paragraph {
  kind: "paragraph";
  parts: Part[];
}

export interface TableRow {
  cells: string[];
  markers: number[];
  /** Where the row stands in its document, where that is known; in code points. */
  range: Range | null;
}

export interface Table {
  kind: "table";
  caption: string;
  headers: string[];
  rows: TableRow[];
}

export type Piece = Paragraph | Table;

type Row = Hit["chunk"]["rows"][number];

const CELL_SEPARATOR = " | ";
const MARKER = /\[(\d+)\]/;

/**
 * Split text at the markers of its citations; a number in brackets that is no marker stays text.
 *
 * @example splitMarkers("应当公示[1]。", new Set([1])) // ["应当公示", 1, "。"]
 */
export function splitMarkers(text: string, known: ReadonlySet<number>): Part[] {
  const parts: Part[] = [];
  text.split(MARKER).forEach((piece, index) => {
    const marker = Number(piece);
    if (index % 2 === 1 && known.has(marker)) parts.push(marker);
    else join(parts, index % 2 === 1 ? `[${piece}]` : piece);
  });
  return parts;
}

function join(parts: Part[], text: string): void {
  const last = parts.at(-1);
  if (typeof last === "string") parts[parts.length - 1] = last + text;
  else if (text) parts.push(text);
}

/** Return an answer's pieces in order; rows of one table that follow one another stand in one table. */
export function layOut(answer: Answer): Piece[] {
  const known = new Set(answer.citations.map(({ marker }) => marker));
  const rows = citedRows(answer);
  const pieces: Piece[] = [];
  for (const line of answer.text.split("\n")) {
    if (!line.trim()) continue;
    const parts = splitMarkers(line, known);
    const table = readTable(parts, rows);
    const last = pieces.at(-1);
    if (!table) pieces.push({ kind: "paragraph", parts });
    else if (last?.kind === "table" && isSameTable(last, table)) last.rows.push(...table.rows);
    else pieces.push(table);
  }
  return pieces;
}

/** The table rows of the cited passages, with the titles of their tables. */
function citedRows(answer: Answer): Row[] {
  const cited = new Set(answer.citations.map((citation) => citation.chunk_id));
  return answer.hits.filter(({ chunk }) => cited.has(chunk.id)).flatMap(({ chunk }) => chunk.rows);
}

/** Return a line as a table of one row, if that is what it quotes. */
function readTable(parts: Part[], rows: Row[]): Table | null {
  const markers = parts.filter((part) => typeof part === "number");
  const [text, ...others] = parts.filter((part) => typeof part === "string" && part.trim() !== "") as string[];
  if (text === undefined || others.length > 0) return null;
  const quoted = readCells(text, rows) ?? readPairs(text, rows);
  return quoted && { ...quoted, kind: "table", rows: [{ cells: quoted.cells, markers, range: quoted.range }] };
}

interface Quoted {
  caption: string;
  headers: string[];
  cells: string[];
  range: Range | null;
}

/** Read "城关镇 | 1012 | 62". */
function readCells(text: string, rows: Row[]): Quoted | null {
  if (!text.includes(CELL_SEPARATOR)) return null;
  const cells = text.split(CELL_SEPARATOR).map((cell) => cell.trim());
  const source = rows.find((row) => row.cells.length === cells.length && row.cells.every((cell, i) => cell === cells[i]));
  return { caption: "", headers: source?.headers ?? [], cells, range: source ?? null };
}

/** Read "表2：乡镇：城关镇；外出务工人数：1012", but only where a cited table has such a row. */
function readPairs(text: string, rows: Row[]): Quoted | null {
  const [first = "", ...rest] = text.replace(/[；。]$/, "").split("；");
  if (rest.length === 0) return null;
  for (const row of rows) {
    const columns = row.headers.map((header, index) => [header, row.cells[index] ?? ""] as const);
    const find = (pair: string) => columns.find((column) => pairOf(column) === pair);
    const others = rest.map(find);
    const start = columns.find((column) => column[0] && endsWithPair(first, pairOf(column)));
    if (!start || others.some((column) => !column)) continue;
    const found = [start, ...others.filter((column) => column !== undefined)];
    return {
      caption: first.slice(0, -pairOf(start).length).replace(/：$/, ""),
      headers: found.map(([header]) => header),
      cells: found.map(([, cell]) => cell),
      range: row,
    };
  }
  return null;
}

function pairOf([header, cell]: readonly [string, string]): string {
  return header ? `${header}：${cell}` : cell;
}

function endsWithPair(text: string, pair: string): boolean {
  return text === pair || text.endsWith(`：${pair}`);
}

function isSameTable(left: Table, right: Table): boolean {
  return (
    left.caption === right.caption &&
    left.headers.length === right.headers.length &&
    left.headers.every((header, index) => header === right.headers[index]) &&
    left.rows[0]?.cells.length === right.rows[0]?.cells.length
  );
}
