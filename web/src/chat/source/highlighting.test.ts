import { expect, test } from "vitest";

import { cut, overlap } from "./highlighting";

test.each([
  ["in the middle", { start: 12, end: 14 }, ["第一", "二三", "四条"]],
  ["over the beginning", { start: 0, end: 11 }, ["第", "一二三四条"]],
  ["over the end", { start: 15, end: 99 }, ["第一二三四", "条"]],
  ["over everything", { start: 0, end: 99 }, ["第一二三四条"]],
  ["elsewhere", { start: 30, end: 40 }, ["第一二三四条"]],
])("text is cut at a cited range %s", (_, cited, pieces) => {
  expect(cut("第一二三四条", 10, cited).map(({ text }) => text)).toEqual(pieces);
});

test("offsets count code points, so that rare characters move nothing", () => {
  const cited = cut("𠮷𠮷村补贴", 0, { start: 3, end: 5 });
  expect(cited).toEqual([
    { text: "𠮷𠮷村", isCited: false },
    { text: "补贴", isCited: true },
  ]);
});

test("ranges that only touch have no character in common", () => {
  expect(overlap({ start: 0, end: 5 }, { start: 5, end: 9 })).toBe(false);
  expect(overlap({ start: 0, end: 6 }, { start: 5, end: 9 })).toBe(true);
  expect(overlap({ start: 3, end: 3 }, { start: 0, end: 9 })).toBe(true);
});
