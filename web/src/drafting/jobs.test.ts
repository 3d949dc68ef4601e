import { expect, test } from "vitest";

import type { Job } from "../api/records";
import { isOver, percentOf } from "./jobs";

function job(change: Partial<Job>): Job {
  return {
    id: "j1",
    kind: "read",
    name: "台账.xlsx",
    state: "working",
    progress: null,
    failure: null,
    created_at: "2026-01-05T02:00:00+00:00",
    finished_at: null,
    ...change,
  };
}

test("a job is over when it is done, has failed or was cancelled", () => {
  expect((["waiting", "working", "done", "failed", "cancelled"] as const).map((state) => isOver(job({ state })))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});

test("work that has done every step is not shown as whole before it says so", () => {
  const progress = { done: 8, total: 8, stage: "读取数值" };
  expect(percentOf(job({ progress }))).toBe(99);
  expect(percentOf(job({ progress, state: "done" }))).toBe(100);
  expect(percentOf(job({}))).toBe(0);
});
