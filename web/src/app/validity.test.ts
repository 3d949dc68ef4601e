import { expect, test } from "vitest";

import type { Metadata } from "../api/records";
import { validityOf } from "./validity";

const TODAY = new Date(2026, 0, 10, 9);

test.each([
  ["in_force", null, "in_force"],
  ["in_force", "2026-01-10", "repealed"],
  ["in_force", "2026-01-11", "in_force"],
  ["repealed", "2026-01-11", "in_force"],
  ["repealed", null, "repealed"],
  ["unknown", "2025-12-31", "repealed"],
] as const)("a document %s and repealed on %s is %s today", (validity, repealed_on, expected) => {
  expect(validityOf({ validity, repealed_on } as Metadata, TODAY)).toBe(expected);
});
