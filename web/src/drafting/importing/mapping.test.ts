import { expect, test } from "vitest";

import type { Mapping } from "../../api/records";
import { changeTable, splitUnits } from "./mapping";

const MAPPING: Mapping = {
  tables: [1, 20].map((row) => ({
    sheet: "收入",
    is_ignored: false,
    first_row: row,
    last_row: row + 8,
    subject: "",
    area: "",
    period: "",
    units: [],
    columns: [],
  })),
  names: {},
};

test("a change to one table leaves the others and the old mapping as they are", () => {
  const changed = changeTable(MAPPING, 1, { is_ignored: true });
  expect(changed.tables.map(({ is_ignored }) => is_ignored)).toEqual([false, true]);
  expect(changed.tables[0]).toBe(MAPPING.tables[0]);
  expect(MAPPING.tables[1]?.is_ignored).toBe(false);
});

test("units are read from the line as people write it", () => {
  expect(splitUnits("户、人， 万元")).toEqual(["户", "人", "万元"]);
  expect(splitUnits(" ")).toEqual([]);
});
