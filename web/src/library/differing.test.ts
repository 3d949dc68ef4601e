import { expect, test } from "vitest";

import { abridge, type Change, pathOf, piecesOf } from "./differing";

const place = { path: ["第二章 补贴", "第五条"], start: 10, end: 14, text: "每月补贴" };

test("a part that was added or removed is one piece with its whole text", () => {
  expect(piecesOf({ kind: "added", new: place, old: null, pieces: [] })).toEqual([{ kind: "added", text: "每月补贴" }]);
  expect(piecesOf({ kind: "removed", new: null, old: place, pieces: [] })).toEqual([
    { kind: "removed", text: "每月补贴" },
  ]);
});

test("a changed part keeps every word that changed and the words around it", () => {
  const change: Change = {
    kind: "changed",
    old: place,
    new: place,
    pieces: [
      { kind: "same", text: "甲".repeat(100) },
      { kind: "removed", text: "八百元" },
      { kind: "added", text: "一千元" },
      { kind: "same", text: "。" },
    ],
  };
  expect(piecesOf(change).map(({ text }) => text)).toEqual([`…${"甲".repeat(40)}`, "八百元", "一千元", "。"]);
});

test("long words between two changes lose their middle, counted in characters and not in halves of them", () => {
  const text = "𠮷".repeat(100);
  expect(abridge(text, { isFirst: false, isLast: false })).toBe(`${"𠮷".repeat(40)}…${"𠮷".repeat(40)}`);
  expect(abridge(text, { isFirst: false, isLast: true })).toBe(`${"𠮷".repeat(40)}…`);
  expect(abridge("不变", { isFirst: false, isLast: false })).toBe("不变");
});

test("a place is told by its headings", () => {
  expect(pathOf(place)).toBe("第二章 补贴 › 第五条");
  expect(pathOf(null)).toBe("");
});
