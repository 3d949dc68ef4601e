/** What the pages of indicators, reports and audits ask the server for. */
import { queryOptions } from "@tanstack/react-query";

import { api, take } from "../api/client";
import type { IndicatorQuery, RenderRequest } from "../api/records";

/** Most that the server takes. */
export const QUERY_CHARACTERS = 100;

// Others change it meanwhile: what is shown is asked for again at every visit.
const fresh = { staleTime: 0 };

export const valuesQuery = (query: IndicatorQuery) =>
  queryOptions({
    queryKey: ["indicators", "values", query],
    queryFn: () => take(api.GET("/api/v1/indicators", { params: { query } })),
    ...fresh,
  });

/** Which libraries, areas, periods and groups there are values of. */
export const optionsQuery = queryOptions({
  queryKey: ["indicators", "options"],
  queryFn: () => take(api.GET("/api/v1/indicators/options")),
  ...fresh,
});

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ["indicators", "history", id],
    queryFn: () => take(api.GET("/api/v1/indicators/{entry_id}/history", { params: { path: { entry_id: id } } })),
    ...fresh,
  });

export const seriesQuery = (query: { indicator: string; area: string; library: string }) =>
  queryOptions({
    queryKey: ["indicators", "series", query],
    queryFn: () => take(api.GET("/api/v1/indicators/series", { params: { query } })),
    ...fresh,
  });

/** What asks to be looked at; of the latest year where none is said. */
export const alertsQuery = (query: { library: string | null; area: string | null; year: number | null }) =>
  queryOptions({
    queryKey: ["indicators", "alerts", query],
    queryFn: () => take(api.GET("/api/v1/indicators/alerts", { params: { query } })),
    ...fresh,
  });

/** What the formulas of the catalogue give. */
export const derivedQuery = (query: { area: string; period: string }) =>
  queryOptions({
    queryKey: ["indicators", "derived", query],
    queryFn: () => take(api.GET("/api/v1/indicators/derived", { params: { query } })),
    ...fresh,
  });

/** What the values of an area's townships make. */
export const rollUpQuery = (query: { indicator: string; area: string; period: string }) =>
  queryOptions({
    queryKey: ["indicators", "roll-up", query],
    queryFn: () => take(api.GET("/api/v1/indicators/roll-up", { params: { query } })),
    ...fresh,
  });

export const catalogueQuery = (query: string) =>
  queryOptions({
    queryKey: ["catalogue", query],
    queryFn: () => take(api.GET("/api/v1/catalogue", { params: { query: { query } } })),
  });

export const importQuery = (job: string) =>
  queryOptions({
    queryKey: ["import", job],
    queryFn: () => take(api.GET("/api/v1/indicators/imports/{job_id}", { params: { path: { job_id: job } } })),
    staleTime: Infinity,
  });

export const importResultQuery = (job: string) =>
  queryOptions({
    queryKey: ["import", job, "result"],
    queryFn: () => take(api.GET("/api/v1/indicators/imports/{job_id}/result", { params: { path: { job_id: job } } })),
    staleTime: Infinity,
  });

export const proposalsQuery = (job: string) =>
  queryOptions({
    queryKey: ["extraction", job],
    queryFn: () => take(api.GET("/api/v1/indicators/extractions/{job_id}", { params: { path: { job_id: job } } })),
    staleTime: Infinity,
  });

export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: () => take(api.GET("/api/v1/report-templates")),
  ...fresh,
});

/** How everything stands that a template asks for. */
export const preflightQuery = (request: RenderRequest) =>
  queryOptions({
    queryKey: ["preflight", request],
    queryFn: () => take(api.POST("/api/v1/reports/preflight", { body: request })),
    ...fresh,
  });

export const reportQuery = (job: string) =>
  queryOptions({
    queryKey: ["report", job],
    queryFn: () => take(api.GET("/api/v1/reports/{job_id}", { params: { path: { job_id: job } } })),
    staleTime: Infinity,
  });

export const auditQuery = (job: string) =>
  queryOptions({
    queryKey: ["audit-draft", job],
    queryFn: () => take(api.GET("/api/v1/audits/{job_id}", { params: { path: { job_id: job } } })),
    staleTime: Infinity,
  });
