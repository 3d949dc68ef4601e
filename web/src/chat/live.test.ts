import { expect, test, vi } from "vitest";

import { ApiFailure } from "../api/failure";
import type { Message, MessageEvent } from "../api/records";
import { message } from "../testing/records";
import { answerWith } from "../testing/server";
import { LiveAnswers } from "./live";

const ASK = "POST /api/v1/conversations/c1/messages";
const FOLLOW = "GET /api/v1/messages/m1/stream";
const FILTERS = { in_force: false };

const running = message({ state: "running", answer: null });
const whole = message();

function stream(first: number, ...events: MessageEvent[]): Response {
  const lines = events.map((event, index) => `id: ${first + index}\ndata: ${JSON.stringify(event)}\n\n`);
  return new Response(`: still here\n\n${lines.join("")}`);
}

function listen() {
  const told: Message[] = [];
  const lost: string[] = [];
  const live = new LiveAnswers(
    (each) => told.push(each),
    (id) => lost.push(id),
    1,
  );
  const texts: string[] = [];
  live.subscribe(() => texts.push(live.get("m1")?.text ?? ""));
  return { live, told, lost, texts };
}

test("a line that breaks is taken up where it broke, and no word is lost or said twice", async () => {
  const asked: string[] = [];
  answerWith({
    [ASK]: stream(0, { type: "message", message: running }, { type: "delta", text: "每月补贴" }),
    [FOLLOW]: (request) => {
      asked.push(new URL(request.url).search);
      return stream(2, { type: "delta", text: "八百元。[1]" }, { type: "finished", message: whole });
    },
  });
  const { live, told, texts } = listen();
  await live.ask("c1", "补贴多少？", FILTERS);
  await vi.waitFor(() => {
    expect(told).toEqual([running, whole]);
  });
  expect(asked).toEqual(["?after=2"]);
  expect(texts).toContain("每月补贴八百元。[1]");
  expect(live.get("m1")).toBeUndefined();
});

test("while the server cannot be reached, what is known of the answer stays, and it is tried again", async () => {
  let tries = 0;
  answerWith({
    [ASK]: stream(0, { type: "message", message: running }, { type: "delta", text: "每月" }),
    [FOLLOW]: () => {
      tries += 1;
      if (tries < 3) throw new TypeError("Failed to fetch");
      return stream(2, { type: "finished", message: whole });
    },
  });
  const { live, told } = listen();
  const broken: string[] = [];
  live.subscribe(() => {
    const known = live.get("m1");
    if (known && !known.isConnected) broken.push(known.text);
  });
  await live.ask("c1", "补贴多少？", FILTERS);
  await vi.waitFor(() => {
    expect(told).toEqual([running, whole]);
  });
  expect(new Set(broken)).toEqual(new Set(["每月"]));
});

test("an answer begun before the page was opened is followed from its first word", async () => {
  const asked: string[] = [];
  answerWith({
    [FOLLOW]: (request) => {
      asked.push(new URL(request.url).search);
      return stream(0, { type: "message", message: running }, { type: "finished", message: whole });
    },
  });
  const { live, told } = listen();
  live.follow("m1");
  live.follow("m1");
  await vi.waitFor(() => {
    expect(told.at(-1)).toEqual(whole);
  });
  expect(asked).toEqual(["?after=0"]);
});

test("a message that is gone is told as lost, and not asked for for ever", async () => {
  const failure = { code: "not_found", message: "没有这个问题。", hint: "" };
  const fetched = answerWith({ [FOLLOW]: Response.json(failure, { status: 404 }) });
  const { live, lost } = listen();
  live.follow("m1");
  await vi.waitFor(() => {
    expect(lost).toEqual(["m1"]);
  });
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("a question that the server did not take is a failure in words", async () => {
  const failure = { code: "too_many_requests", message: "提问太快。", hint: "请稍后再试。" };
  answerWith({ [ASK]: Response.json(failure, { status: 429 }) });
  const { live, told } = listen();
  await expect(live.ask("c1", "补贴多少？", FILTERS)).rejects.toEqual(
    new ApiFailure("too_many_requests", "提问太快。", "请稍后再试。", 429),
  );
  expect(told).toEqual([]);
});
