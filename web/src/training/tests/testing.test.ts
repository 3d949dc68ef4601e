import { expect, test } from "vitest";

import { fromFields, newFields } from "./testing";

test("a new test is open for a week, in the time of this machine", () => {
  const fields = newFields("p1", "测试", new Date("2026-03-05T14:20:31"));
  expect([fields.opens_at, fields.closes_at]).toEqual(["2026-03-05T14:20", "2026-03-12T14:20"]);
});

test("moments are sent with their zone", () => {
  const sent = fromFields({ ...newFields("p1", " 测试 "), opens_at: "2026-03-05T14:20" });
  expect(sent.opens_at).toBe(new Date("2026-03-05T14:20").toISOString());
  expect(sent.name).toBe("测试");
});
