import dayjs from "dayjs";
import { expect, test } from "vitest";

import { asFilter } from "./LogPage";

test("what is left empty lets everything pass", () => {
  expect(asFilter({ username: "", action: undefined, query: undefined, days: null })).toEqual({});
});

test("a span of days may be open at one end", () => {
  const since = dayjs("2026-03-05");
  expect(asFilter({ days: [since, null] })).toEqual({ since: "2026-03-05" });
  expect(asFilter({ action: "ask", days: [since, since] })).toEqual({
    action: "ask",
    since: "2026-03-05",
    until: "2026-03-05",
  });
});
