/** What the learner's pages ask the server for. */
import { queryOptions } from "@tanstack/react-query";

import { api, take } from "../api/client";
import type { Attempt, NewReply, PracticeRequest, Saved } from "../api/records";
import { setClock } from "./attempt/clock";

/** After which a request counts as lost: weak lines swallow some. */
const PATIENCE_MS = 20_000;
/** Wrong answers that are practised at a time. */
const RETRIES = 20;

// What is open, and what came of it, changes by the hour.
const fresh = { staleTime: 0 };

export const attemptQuery = (id: string) =>
  queryOptions({
    queryKey: ["attempts", id],
    queryFn: async () => {
      const { data, response } = await api.GET("/api/v1/attempts/{attempt_id}", pathOf(id));
      setClock(response);
      return data as Attempt;
    },
    ...fresh,
  });

/** Send answers, and return what became of them. */
export function putReplies(id: string, replies: NewReply[]): Promise<Saved> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return take(api.PUT("/api/v1/attempts/{attempt_id}/replies", { ...pathOf(id), body: { replies }, signal }));
}

/** Hand an attempt in, and return it with what may be told. */
export function submitAttempt(id: string): Promise<Attempt> {
  return take(api.POST("/api/v1/attempts/{attempt_id}/submit", pathOf(id)));
}

export const testsQuery = queryOptions({
  queryKey: ["learning", "tests"],
  queryFn: () => take(api.GET("/api/v1/tests")),
  ...fresh,
});

/** One's own attempts, the latest first. */
export const historyQuery = queryOptions({
  queryKey: ["learning", "history"],
  queryFn: () => take(api.GET("/api/v1/attempts")),
  ...fresh,
});

/** What one answered wrongly and has not put right yet. */
export const retriesQuery = queryOptions({
  queryKey: ["learning", "retries"],
  queryFn: () => take(api.GET("/api/v1/retries")),
  ...fresh,
});

/** What there is to practise. */
export const practiceQuery = queryOptions({
  queryKey: ["learning", "practice"],
  queryFn: () => take(api.GET("/api/v1/practice")),
  ...fresh,
});

/** Begin a test, or go on with it. */
export function startTest(id: string): Promise<Attempt> {
  return take(api.POST("/api/v1/tests/{test_id}/attempts", { params: { path: { test_id: id } } }));
}

export function startPractice(body: PracticeRequest): Promise<Attempt> {
  return take(api.POST("/api/v1/practice", { body }));
}

/** Begin practice of what was answered wrongly. */
export function startRetry(): Promise<Attempt> {
  return take(api.POST("/api/v1/retries", { body: { count: RETRIES } }));
}

function pathOf(id: string) {
  return { params: { path: { attempt_id: id } } };
}
