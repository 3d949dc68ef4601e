/** What the learner's pages ask the server for. */
import { queryOptions } from "@tanstack/react-query";

import { send } from "../api/client";
import { setClock } from "./attempt/clock";
import type { Attempt, AttemptInfo, ListedTest, NewReply, PracticeBody, PracticeTopic, Retry, Saved } from "./records";

/** After which a request counts as lost: weak lines swallow some. */
const PATIENCE_MS = 20_000;

// What is open, and what came of it, changes by the hour.
const fresh = { staleTime: 0 };

const JSON_HEADERS = { "Content-Type": "application/json" };

export const attemptQuery = (id: string) =>
  queryOptions({
    queryKey: ["attempts", id],
    queryFn: async () => {
      const response = await send(`/api/v1/attempts/${id}`);
      setClock(response);
      return (await response.json()) as Attempt;
    },
    ...fresh,
  });

/** Send answers, and return what became of them. */
export function putReplies(id: string, replies: NewReply[]): Promise<Saved> {
  return fetchJson(`/api/v1/attempts/${id}/replies`, {
    method: "PUT",
    headers: JSON_HEADERS,
    body: JSON.stringify({ replies }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

/** Hand an attempt in, and return it with what may be told. */
export function submitAttempt(id: string): Promise<Attempt> {
  return fetchJson(`/api/v1/attempts/${id}/submit`, { method: "POST" });
}

export const testsQuery = queryOptions({
  queryKey: ["learning", "tests"],
  queryFn: () => fetchJson<ListedTest[]>("/api/v1/tests"),
  ...fresh,
});

/** One's own attempts, the latest first. */
export const historyQuery = queryOptions({
  queryKey: ["learning", "history"],
  queryFn: () => fetchJson<AttemptInfo[]>("/api/v1/attempts"),
  ...fresh,
});

/** What one answered wrongly and has not put right yet. */
export const retriesQuery = queryOptions({
  queryKey: ["learning", "retries"],
  queryFn: () => fetchJson<Retry[]>("/api/v1/retries"),
  ...fresh,
});

/** What there is to practise. */
export const practiceQuery = queryOptions({
  queryKey: ["learning", "practice"],
  queryFn: () => fetchJson<PracticeTopic[]>("/api/v1/practice"),
  ...fresh,
});

/** Begin a test, or go on with it. */
export function startTest(id: string): Promise<Attempt> {
  return fetchJson(`/api/v1/tests/${id}/attempts`, { method: "POST" });
}

export function startPractice(body: PracticeBody): Promise<Attempt> {
  return fetchJson("/api/v1/practice", { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(body) });
}

/** Begin practice of what was answered wrongly. */
export function startRetry(): Promise<Attempt> {
  return fetchJson("/api/v1/retries", { method: "POST" });
}

async function fetchJson<Data>(path: string, init?: Parameters<typeof send>[1]): Promise<Data> {
  return (await (await send(path, init)).json()) as Data;
}
