import { expect, test } from "vitest";

import { citation } from "../../testing/records";
import { narrow, sectionOf } from "./place";

test("the quoted sentence of a passage is found, counted in code points", () => {
  const text = "𠮷村第三条。每月补贴八百元。按月发放。";
  const passage = citation({ text, start: 100, end: 100 + Array.from(text).length });
  const found = narrow(passage, "每月补贴八百元。");
  expect([found.start, found.end, found.text]).toEqual([106, 114, "每月补贴八百元。"]);
});

test("a sentence in other words is opened at the whole passage", () => {
  const passage = citation();
  expect(narrow(passage, "补贴是800元。")).toBe(passage);
});

test("a table row is opened where it stands, but only within its passage", () => {
  const passage = citation({ text: "甲 | 1\n乙 | 2", start: 10, end: 21 });
  expect(narrow(passage, { start: 16, end: 21 })).toMatchObject({ start: 16, end: 21, text: "乙 | 2" });
  expect(narrow(passage, { start: 40, end: 45 })).toBe(passage);
});

test("the document's own title is no part of the way to a passage", () => {
  expect(sectionOf(citation({ title: "办法", section: ["办法", "第二章", "第三条"] }))).toBe("第二章 › 第三条");
  expect(sectionOf(citation({ title: "办法", section: ["第二章"] }))).toBe("第二章");
});
