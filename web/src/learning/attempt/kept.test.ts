import { beforeEach, expect, test } from "vitest";

import {
  acknowledge,
  forget,
  type Kept,
  type KeptReply,
  keyOf,
  meetServer,
  meetWindow,
  readKept,
  unsentOf,
  writeKept,
} from "./kept";

const EARLY = "2026-03-05T06:00:00.000Z";
const LATE = "2026-03-05T06:10:00.000Z";

function reply(change: Partial<KeptReply> = {}): KeptReply {
  return { answer: ["A"], saved_at: EARLY, sent: null, is_draft: false, ...change };
}

beforeEach(() => localStorage.clear());

test("answers are kept apart by person and by attempt", () => {
  writeKept(keyOf("wang", "1"), { 1: reply() });
  expect(readKept(keyOf("wang", "1"))).toEqual({ 1: reply() });
  expect(readKept(keyOf("li", "1"))).toEqual({});
  expect(readKept(keyOf("wang", "2"))).toEqual({});
  forget(keyOf("wang", "1"));
  expect(readKept(keyOf("wang", "1"))).toEqual({});
});

test("what cannot be read is as good as nothing", () => {
  localStorage.setItem("broken", "{");
  localStorage.setItem("other", "null");
  expect(readKept("broken")).toEqual({});
  expect(readKept("other")).toEqual({});
});

test("only what is given and not known to the server is sent", () => {
  const kept: Kept = {
    1: reply(),
    2: reply({ sent: ["A"] }),
    3: reply({ is_draft: true }),
    4: reply({ answer: ["B"], sent: ["A"] }),
    5: reply({ answer: [] }),
    6: reply({ answer: [], sent: ["A"] }),
  };
  expect(unsentOf(kept).map(({ number }) => number)).toEqual([1, 4, 6]);
});

test("an answer that was changed while it was sent is sent again", () => {
  const sent = unsentOf({ 1: reply() });
  const changed: Kept = { 1: reply({ answer: ["B"], saved_at: LATE }) };
  expect(unsentOf(acknowledge(changed, sent, { saved: [], refused: [] }))).toEqual([{ number: 1, answer: ["B"], saved_at: LATE }]);
});

test("a later answer from another machine stands, and one that is refused is not sent again", () => {
  const kept: Kept = { 1: reply(), 2: reply() };
  const told = {
    saved: [{ number: 1, answer: ["C"], saved_at: LATE, is_late: false }],
    refused: [{ number: 2, message: "没有这个选项。" }],
  };
  const next = acknowledge(kept, unsentOf(kept), told);
  expect(next[1]?.answer).toEqual(["C"]);
  expect(next[2]).toMatchObject({ answer: ["A"], refusal: "没有这个选项。" });
  expect(unsentOf(next)).toEqual([]);
});

test("an answer given without a network outlives a reload, however wrong the clocks are", () => {
  const kept: Kept = { 1: reply({ answer: ["B"], sent: ["A"], saved_at: EARLY }) };
  const met = meetServer(kept, [{ number: 1, answer: ["A"], saved_at: LATE }]);
  expect(unsentOf(met)).toEqual([{ number: 1, answer: ["B"], saved_at: EARLY }]);
});

test("of answers on two machines the later stands", () => {
  const kept: Kept = { 1: reply({ answer: ["B"], saved_at: EARLY }), 2: reply({ answer: ["B"], saved_at: LATE }) };
  const met = meetServer(kept, [
    { number: 1, answer: ["C"], saved_at: LATE },
    { number: 2, answer: ["C"], saved_at: EARLY },
    { number: 3, answer: ["D"], saved_at: EARLY },
  ]);
  expect([met[1]?.answer, met[2]?.answer, met[3]?.answer]).toEqual([["C"], ["B"], ["D"]]);
  expect(unsentOf(met)).toEqual([{ number: 2, answer: ["B"], saved_at: LATE }]);
});

test("what the server has lost is sent again", () => {
  expect(unsentOf(meetServer({ 1: reply({ sent: ["A"] }) }, []))).toHaveLength(1);
});

test("two windows of one machine take each other's answers", () => {
  const one: Kept = { 1: reply({ answer: ["A"], saved_at: LATE }) };
  const other: Kept = { 1: reply({ answer: ["B"] }), 2: reply({ answer: ["C"] }) };
  expect(meetWindow(one, other)).toEqual({ 1: one[1], 2: other[2] });
});
