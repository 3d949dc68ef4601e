import { expect, test } from "vitest";

import type { ApiKey } from "../api/records";
import { stateOf } from "./ApiKeys";

const KEY: ApiKey = {
  id: "k1",
  name: "问答机器人",
  prefix: "pa_abcd",
  scopes: ["ask"],
  created_at: "2026-01-01T00:00:00+00:00",
  expires_at: "2026-04-01T00:00:00+00:00",
};
const BEFORE = new Date("2026-03-31T23:59:59Z");
const AFTER = new Date("2026-04-01T00:00:00Z");

test.each([
  ["valid", KEY, BEFORE],
  ["expired", KEY, AFTER],
  ["revoked", { ...KEY, revoked_at: "2026-02-01T00:00:00+00:00" }, BEFORE],
  ["valid", { ...KEY, expires_at: null }, AFTER],
] as const)("a key is %s", (state, key, at) => {
  expect(stateOf(key, at)).toBe(state);
});
