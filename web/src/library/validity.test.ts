import { expect, test } from "vitest";

import type { Metadata } from "../api/records";
import { validityOn } from "./validity";

const metadata = (validity: Metadata["validity"], repealed_on: string | null) => ({ validity, repealed_on }) as Metadata;

test("a rule is repealed from its day of repeal on, whatever was said of it", () => {
  expect(validityOn(metadata("in_force", "2026-03-05"), "2026-03-04")).toBe("in_force");
  expect(validityOn(metadata("in_force", "2026-03-05"), "2026-03-05")).toBe("repealed");
  expect(validityOn(metadata("repealed", "2026-03-05"), "2026-03-04")).toBe("in_force");
});

test("a rule without a day of repeal is what it is said to be", () => {
  expect(validityOn(metadata("amended", null), "2026-03-05")).toBe("amended");
});
