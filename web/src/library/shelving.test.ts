import { expect, test } from "vitest";

import type { Document } from "../api/records";
import { ALL, countShelves, move, onShelf, UNSORTED } from "./shelving";

const documents = ["政策文件", "旧类别", "政策文件", ""].map((category) => ({ metadata: { category } }) as Document);

test("every category has its documents counted, empty ones too, and nothing falls between them", () => {
  expect(countShelves(["规划纲要", "政策文件"], documents)).toEqual([
    { name: "规划纲要", count: 0 },
    { name: "政策文件", count: 2 },
    { name: "旧类别", count: 1 },
    { name: UNSORTED, count: 1 },
  ]);
});

test("a shelf holds what is counted on it", () => {
  expect(onShelf(documents, ALL)).toHaveLength(4);
  expect(onShelf(documents, "政策文件")).toHaveLength(2);
  expect(onShelf(documents, UNSORTED)).toHaveLength(1);
});

test("a category moves past its neighbour", () => {
  expect(move(["甲", "乙", "丙"], 2, -1)).toEqual(["甲", "丙", "乙"]);
  expect(move(["甲", "乙", "丙"], 0, 1)).toEqual(["乙", "甲", "丙"]);
});
