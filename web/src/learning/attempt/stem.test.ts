import { expect, test } from "vitest";

import { BLANK, isAnswered, letterOf, optionOf, splitStem } from "./stem";

test("a stem is parted at its blanks", () => {
  expect(splitStem(`补贴为每月${BLANK}元，按${BLANK}发放。`)).toEqual(["补贴为每月", "元，按", "发放。"]);
});

test("letters stand for options", () => {
  const options = ["八百元", "九百元"];
  expect(letterOf(1)).toBe("B");
  expect(optionOf({ options }, "B")).toBe("九百元");
});

test.each([
  ["nothing chosen", "single_choice", 0, [], false],
  ["a letter", "single_choice", 0, ["A"], true],
  ["one of two blanks", "fill_blank", 2, ["八百", " "], false],
  ["both blanks", "fill_blank", 2, ["八百", "月"], true],
  ["spaces only", "short_answer", 0, ["  "], false],
] as const)("an answer is whole or not: %s", (_, kind, blanks, answer, isWhole) => {
  expect(isAnswered({ kind, blanks }, answer)).toBe(isWhole);
});
