import { expect, test } from "vitest";

import type { Supply } from "../../api/records";
import { lettersOf, pointsOf, type Row, supplyOf, toBlueprint, totalOf } from "./blueprint";

const ROW: Row = { id: 1, kind: "single_choice", topic: "", difficulty: "", count: 10, points: 2 };

const SUPPLY: Supply[] = [
  { kind: "single_choice", topic: "岗位", difficulty: "easy", count: 3 },
  { kind: "single_choice", topic: "岗位", difficulty: "hard", count: 2 },
  { kind: "single_choice", topic: "耕地", difficulty: "easy", count: 4 },
  { kind: "true_false", topic: "岗位", difficulty: "easy", count: 8 },
];

test.each([
  ["any", "", "", 9],
  ["a topic", "岗位", "", 5],
  ["a difficulty", "", "easy", 7],
  ["both", "岗位", "hard", 2],
  ["what there is not", "耕地", "hard", 0],
] as const)("a row knows what the bank has for it: %s", (_, topic, difficulty, count) => {
  expect(supplyOf(SUPPLY, { kind: "single_choice", topic, difficulty })).toBe(count);
});

test("points add up as people add them", () => {
  expect(pointsOf({ count: 3, points: 0.1 })).toBe(0.3);
  expect(totalOf([ROW, { ...ROW, count: 3, points: 0.1 }, { ...ROW, count: null }])).toEqual({
    questions: 13,
    points: 20.3,
  });
});

test("a blueprint holds the rows that ask something", () => {
  const rows = [ROW, { ...ROW, id: 2, topic: "岗位", difficulty: "hard" as const }, { ...ROW, id: 3, count: 0 }];
  expect(toBlueprint(" 测试 ", "默认", 2, rows)).toEqual({
    name: "测试",
    library: "默认",
    versions: 2,
    demands: [
      { kind: "single_choice", topic: "", difficulty: null, count: 10, points: "2" },
      { kind: "single_choice", topic: "岗位", difficulty: "hard", count: 10, points: "2" },
    ],
  });
});

test("versions have letters", () => {
  expect(lettersOf(1)).toEqual(["A"]);
  expect(lettersOf(3)).toEqual(["A", "B", "C"]);
});
