/** What the pages of papers, tests and statistics ask the server for. */
import { queryOptions } from "@tanstack/react-query";

import { api, take } from "../../api/client";
import type { Blueprint, NewTest } from "../../api/records";

// Colleagues change it meanwhile, and learners answer.
const fresh = { staleTime: 0 };

export const papersQuery = queryOptions({
  queryKey: ["papers"],
  queryFn: () => take(api.GET("/api/v1/papers")),
  ...fresh,
});

export const paperQuery = (id: string) =>
  queryOptions({
    queryKey: ["papers", id],
    queryFn: () => take(api.GET("/api/v1/papers/{paper_id}", { params: { path: { paper_id: id } } })),
    ...fresh,
  });

/** How many published items there are for every cell of a blueprint. */
export const supplyQuery = (library: string) =>
  queryOptions({
    queryKey: ["papers", "supply", library],
    queryFn: () => take(api.GET("/api/v1/papers/supply", { params: { query: { library } } })),
    ...fresh,
  });

export function checkBlueprint(blueprint: Blueprint) {
  return take(api.POST("/api/v1/papers/checks", { body: { blueprint } }));
}

export function makePaper(blueprint: Blueprint) {
  return take(api.POST("/api/v1/papers", { body: { blueprint } }));
}

/** Put another item of the same kind in place of one. */
export function replaceItem(id: string, number: number) {
  const path = { paper_id: id, number };
  return take(api.PUT("/api/v1/papers/{paper_id}/items/{number}", { params: { path }, body: { item_id: "" } }));
}

export function deletePaper(id: string) {
  return take(api.DELETE("/api/v1/papers/{paper_id}", { params: { path: { paper_id: id } } }));
}

export const testsQuery = queryOptions({
  queryKey: ["tests"],
  queryFn: () => take(api.GET("/api/v1/tests")),
  ...fresh,
});

export const departmentsQuery = queryOptions({
  queryKey: ["tests", "departments"],
  queryFn: () => take(api.GET("/api/v1/tests/departments")),
});

export const resultsQuery = (id: string) =>
  queryOptions({
    queryKey: ["tests", id, "results"],
    queryFn: () => take(api.GET("/api/v1/tests/{test_id}/results", { params: { path: { test_id: id } } })),
    ...fresh,
  });

/** The short answers of a test, those that nobody has marked first. */
export const toMarkQuery = (test: string) =>
  queryOptions({
    queryKey: ["tests", test, "to-mark"],
    queryFn: () => take(api.GET("/api/v1/attempts/to-mark", { params: { query: { test } } })),
    ...fresh,
  });

/** Set a test, or change the one with an id. */
export function saveTest(id: string, body: NewTest) {
  return id
    ? take(api.PUT("/api/v1/tests/{test_id}", { params: { path: { test_id: id } }, body }))
    : take(api.POST("/api/v1/tests", { body }));
}

export function deleteTest(id: string) {
  return take(api.DELETE("/api/v1/tests/{test_id}", { params: { path: { test_id: id } } }));
}

export function giveMark(attempt: string, number: number, points: number) {
  const path = { attempt_id: attempt };
  return take(api.PUT("/api/v1/attempts/{attempt_id}/marks", { params: { path }, body: { marks: [{ number, points }] } }));
}

export const statisticsQuery = (query: { library: string; test: string; unit: string }) =>
  queryOptions({
    queryKey: ["statistics", query],
    queryFn: () => take(api.GET("/api/v1/statistics", { params: { query } })),
    ...fresh,
  });
