import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ApiFailure, asFailure } from "../../api/failure";
import type { Marked, NewReply } from "../../api/records";
import { AnswerKeeper, type Send } from "./keeper";
import { readKept } from "./kept";

const KEY = "attempt";
const WRONG: Marked = {
  number: 1,
  is_right: false,
  points: "0",
  key: ["B"],
  rationale: "",
  evidence: [],
  item_id: "i1",
};

let end: () => void = () => undefined;

/** A server that may be out of reach. */
class FakeServer {
  isReached = true;
  refusal: ApiFailure | null = null;
  readonly got: NewReply[][] = [];

  readonly take: Send = (replies) => {
    if (!this.isReached) return Promise.reject(asFailure(new TypeError("fetch failed")));
    if (this.refusal) return Promise.reject(this.refusal);
    this.got.push(replies);
    const isRefused = ({ answer }: NewReply): boolean => answer[0] === "?";
    return Promise.resolve({
      saved: replies.filter((each) => !isRefused(each)).map((each) => ({ ...each, is_late: false })),
      refused: replies.filter(isRefused).map(({ number }) => ({ number, message: "没有这个选项。" })),
      marks: [WRONG],
    });
  };
}

function open(server: FakeServer, replies: NewReply[] = []): AnswerKeeper {
  const keeper = new AnswerKeeper(KEY, replies, server.take);
  end = keeper.open();
  return keeper;
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-03-05T06:00:00Z") });
  localStorage.clear();
});

afterEach(() => {
  end();
  vi.useRealTimers();
});

test("an answer is kept before it is sent, and sent at once", async () => {
  const server = new FakeServer();
  const keeper = open(server);
  keeper.answer(1, ["A"]);
  expect(readKept(KEY)[1]?.answer).toEqual(["A"]);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.got.flat().map(({ number, answer }) => [number, answer])).toEqual([[1, ["A"]]]);
  expect(keeper.read()).toMatchObject({ saving: "saved", marks: [WRONG] });
});

test("a text is sent when the typing pauses", async () => {
  const server = new FakeServer();
  const keeper = open(server);
  for (const text of ["一", "一百", "一百二"]) keeper.answer(1, [text], { isTyping: true });
  await vi.advanceTimersByTimeAsync(5000);
  expect(server.got.flat().map(({ answer }) => answer)).toEqual([["一百二"]]);
});

test("answers given while there is no way to the server come to it together later", async () => {
  const server = new FakeServer();
  server.isReached = false;
  const keeper = open(server);
  keeper.answer(1, ["A"]);
  await vi.advanceTimersByTimeAsync(100);
  expect(keeper.read().saving).toBe("waiting");
  keeper.answer(1, ["C"]);
  keeper.answer(2, ["B"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.got).toEqual([]);
  server.isReached = true;
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(server.got.flat().map(({ number, answer }) => [number, answer])).toEqual([
    [1, ["C"]],
    [2, ["B"]],
  ]);
  expect(keeper.read().saving).toBe("saved");
});

test("answers that were not sent are sent at the next visit", async () => {
  const server = new FakeServer();
  server.isReached = false;
  open(server).answer(1, ["A"]);
  end();
  server.isReached = true;
  open(server);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.got.flat()).toHaveLength(1);
});

test("handing in waits for every answer", async () => {
  const server = new FakeServer();
  server.isReached = false;
  const keeper = open(server);
  keeper.answer(1, ["A"]);
  const done = vi.fn();
  void keeper.flush().then(done);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).not.toHaveBeenCalled();
  server.isReached = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toHaveBeenCalledOnce();
  expect(server.got.flat()).toHaveLength(1);
});

test("what the server refuses is told and still kept", async () => {
  const server = new FakeServer();
  server.refusal = new ApiFailure("too_late", "测试已经结束。", "这个答案不再计分。", 409);
  const keeper = open(server);
  keeper.answer(1, ["A"]);
  await expect(keeper.flush()).rejects.toBe(server.refusal);
  expect(keeper.read()).toMatchObject({ saving: "refused", failure: server.refusal });
  expect(readKept(KEY)[1]?.answer).toEqual(["A"]);
});

test("one answer that is refused does not keep the others back, and is not sent again", async () => {
  const server = new FakeServer();
  const keeper = open(server);
  keeper.answer(1, ["?"]);
  keeper.answer(2, ["B"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.got.flat()).toHaveLength(2);
  expect(keeper.read().kept).toMatchObject({ 1: { refusal: "没有这个选项。" }, 2: { sent: ["B"] } });
  keeper.answer(1, ["A"]);
  await vi.advanceTimersByTimeAsync(0);
  expect(keeper.read().kept[1]).toEqual(expect.objectContaining({ answer: ["A"], sent: ["A"] }));
});

test("what is still thought over is kept and not sent", async () => {
  const server = new FakeServer();
  const keeper = open(server);
  keeper.draft(1, ["A"]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(server.got).toEqual([]);
  expect(readKept(KEY)[1]).toMatchObject({ answer: ["A"], is_draft: true });
});

test("a clock that is set back does not bring an old answer back", async () => {
  const server = new FakeServer();
  const keeper = open(server);
  keeper.answer(1, ["A"]);
  await vi.advanceTimersByTimeAsync(0);
  vi.setSystemTime(new Date("2020-01-01T00:00:00Z"));
  keeper.answer(1, ["B"]);
  await vi.advanceTimersByTimeAsync(0);
  expect(readKept(KEY)[1]?.answer).toEqual(["B"]);
  expect(server.got.at(-1)?.[0]?.answer).toEqual(["B"]);
});

test("a full store is told", () => {
  const keeper = open(new FakeServer());
  const full = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  keeper.answer(1, ["A"]);
  expect(keeper.read()).toMatchObject({ is_full: true, kept: { 1: { answer: ["A"] } } });
  full.mockRestore();
});
