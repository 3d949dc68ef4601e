/** What the pages of the library ask the server for. */
import { queryOptions } from "@tanstack/react-query";

import { api, take } from "../api/client";
import type { DocumentQuery, DocumentSearchBody, Enquiry } from "../api/records";
import { isActive } from "./uploading";

const POLL_MS = 1000;

/** Most that the server takes. */
export const QUERY_CHARACTERS = 100;

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

/** The sheet of the document that a file of a library has become; null when it is gone. */
export const uploadedSheetQuery = (library: string, file: string) =>
  queryOptions({
    queryKey: ["document", library, file],
    queryFn: async () => {
      const query = { library, query: file.slice(0, QUERY_CHARACTERS) };
      const found = await take(api.GET("/api/v1/documents", { params: { query } }));
      const document = found.find((each) => each.file === file);
      return document
        ? take(api.GET("/api/v1/documents/{document}", { params: { path: { document: document.id } } }))
        : null;
    },
    ...fresh,
  });

/** The files handed in; asked for again and again while one of them is on its way. */
export const uploadsQuery = queryOptions({
  queryKey: ["uploads"],
  queryFn: () => take(api.GET("/api/v1/uploads")),
  refetchInterval: ({ state }) => (state.data?.some(isActive) ? POLL_MS : false),
  ...fresh,
});

export const searchQuery = (body: DocumentSearchBody) =>
  queryOptions({
    queryKey: ["search", body],
    queryFn: () => take(api.POST("/api/v1/search/documents", { body })),
  });

/** What was asked in the last days without a good answer, by topic. */
export const gapsQuery = (days: number) =>
  queryOptions({
    queryKey: ["gaps", days],
    queryFn: () => take(api.GET("/api/v1/gaps", { params: { query: { days } } })),
    ...fresh,
  });

export const enquiriesQuery = (state: Enquiry["state"] | null) =>
  queryOptions({
    queryKey: ["enquiries", state],
    queryFn: () => take(api.GET("/api/v1/enquiries", { params: { query: { state } } })),
    ...fresh,
  });
