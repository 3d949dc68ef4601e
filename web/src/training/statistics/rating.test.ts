import { expect, test } from "vitest";

import { shareOf, showShare } from "./rating";

test("a rate is what was right of what was answered", () => {
  expect(showShare(shareOf({ answers: 7, right: 6 }))).toBe("85.7%");
  expect(showShare(shareOf({ answers: 0, right: 0 }))).toBe("0.0%");
});

test("a share that nobody knows is a dash", () => {
  expect(showShare(null)).toBe("—");
  expect(showShare("0.5")).toBe("50.0%");
});
