import { expect, test } from "vitest";

import { excerpt } from "./highlighting";

const told = (text: string, ...spans: [number, number][]): string =>
  excerpt(
    text,
    spans.map(([start, end]) => ({ start, end })),
  )
    .map((stretch) => (stretch.isFound ? `[${stretch.text}]` : stretch.text))
    .join("");

test("found words are marked where they stand", () => {
  expect(told("每月补贴八百元。", [2, 4], [4, 7])).toBe("每月[补贴][八百元]。");
});

test("offsets count characters, also those that take two places in the machine", () => {
  expect(told("𠮷林村补贴𠀋元", [3, 5])).toBe("𠮷林村[补贴]𠀋元");
});

test("a passage without found words is told from its start", () => {
  expect(told("第一条 总则")).toBe("第一条 总则");
});

test("a long passage is told from the sentence of its first found word", () => {
  const text = `${"甲".repeat(300)}。每月补贴${"乙".repeat(300)}`;
  const shown = told(text, [303, 305]);
  expect(shown.startsWith("…每月[补贴]乙")).toBe(true);
  expect(shown.endsWith("乙…")).toBe(true);
  expect(Array.from(shown)).toHaveLength(220 + 4);
});

test("a long sentence is entered a little before its found word", () => {
  expect(told(`${"甲".repeat(300)}补贴`, [300, 302])).toBe(`…${"甲".repeat(40)}[补贴]`);
});
