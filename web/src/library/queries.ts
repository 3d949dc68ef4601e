/** What the pages of the library ask the server for. */
import { queryOptions } from "@tanstack/react-query";

import { api, take } from "../api/client";
import type { DocumentQuery } from "../api/records";

// The desk changes it behind our back: what is shown is asked for again at every visit.
const fresh = { staleTime: 0 };

export const documentsQuery = (query: DocumentQuery) =>
  queryOptions({
    queryKey: ["documents", query],
    queryFn: () => take(api.GET("/api/v1/documents", { params: { query } })),
    ...fresh,
  });

export const sheetQuery = (id: string) =>
  queryOptions({
    queryKey: ["document", id],
    queryFn: () => take(api.GET("/api/v1/documents/{document}", { params: { path: { document: id } } })),
    ...fresh,
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ["document", id, "history"],
    queryFn: () => take(api.GET("/api/v1/documents/{document}/history", { params: { path: { document: id } } })),
    ...fresh,
  });

/** How a document changed from one revision to the next. */
export const differenceQuery = (id: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["document", id, "diff", from, to],
    queryFn: () =>
      take(
        api.GET("/api/v1/documents/{document}/diff", {
          params: { path: { document: id }, query: { from, to } },
        }),
      ),
    staleTime: Infinity,
  });

export const remindersQuery = queryOptions({
  queryKey: ["reminders"],
  queryFn: () => take(api.GET("/api/v1/reminders")),
  ...fresh,
});
