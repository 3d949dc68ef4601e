/** What the pages of the bank ask the server for. */
import { queryOptions } from "@tanstack/react-query";

import { api, send, take } from "../../api/client";
import { saveResponse } from "../../api/files";
import type { Decision, Draft, ItemKind, ItemQuery } from "../../api/records";

/** Most that the server takes. */
export const QUERY_CHARACTERS = 100;

/** In the order of an ordinary paper. */
export const KINDS: readonly ItemKind[] = [
  "single_choice",
  "multiple_choice",
  "true_false",
  "fill_blank",
  "short_answer",
  "ordering",
  "case",
];

// Colleagues change it meanwhile.
const fresh = { staleTime: 0 };

export const itemsQuery = (query: ItemQuery) =>
  queryOptions({
    queryKey: ["quiz", "items", query],
    queryFn: () => take(api.GET("/api/v1/quiz/items", { params: { query } })),
    ...fresh,
  });

export const itemQuery = (id: string) =>
  queryOptions({
    queryKey: ["quiz", "item", id],
    queryFn: () => take(api.GET("/api/v1/quiz/items/{item_id}", { params: { path: { item_id: id } } })),
    ...fresh,
  });

export const itemHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ["quiz", "history", id],
    queryFn: () => take(api.GET("/api/v1/quiz/items/{item_id}/history", { params: { path: { item_id: id } } })),
    ...fresh,
  });

/** What there is in the bank, and what can be done with it. */
export const optionsQuery = (library: string | null) =>
  queryOptions({
    queryKey: ["quiz", "options", library],
    queryFn: () => take(api.GET("/api/v1/quiz/options", { params: { query: { library } } })),
    ...fresh,
  });

export const affectedQuery = queryOptions({
  queryKey: ["quiz", "affected"],
  queryFn: () => take(api.GET("/api/v1/quiz/affected")),
  ...fresh,
});

export const madeQuery = (job: string) =>
  queryOptions({
    queryKey: ["quiz", "made", job],
    queryFn: () => take(api.GET("/api/v1/quiz/jobs/{job_id}", { params: { path: { job_id: job } } })),
  });

export const importQuery = (job: string) =>
  queryOptions({
    queryKey: ["quiz", "import", job],
    queryFn: () => take(api.GET("/api/v1/quiz/imports/{job_id}", { params: { path: { job_id: job } } })),
  });

export function decide(ids: string[], decision: Decision, reason = "") {
  return take(api.POST("/api/v1/quiz/decisions", { body: { ids, decision, reason } }));
}

/** Let the language model word a draft; may take a minute. */
export function reword(id: string) {
  return take(api.POST("/api/v1/quiz/items/{item_id}/rewording", { params: { path: { item_id: id } } }));
}

export function checkDraft(library: string, draft: Draft, id: string) {
  return take(api.POST("/api/v1/quiz/checks", { body: { library, draft, item_id: id } }));
}

/** Let the browser save items as a file, and return what the format could not carry. */
export async function exportItems(format: string, filters: ItemQuery): Promise<string[]> {
  const response = await send("/api/v1/quiz/exports", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ format, filters }),
  });
  const notes = response.headers.get("X-Notes");
  await saveResponse(response);
  return notes ? (JSON.parse(decodeURIComponent(notes)) as string[]) : [];
}
