import type { RouteObject } from "react-router";

import type { RouteHandle } from "../app/routes";

const draft: RouteHandle = { permission: "draft" };

/** Indicators, the reports made of them, and drafts that are audited. */
export const draftingRoutes: RouteObject[] = [
  { path: "indicators", lazy: () => import("./ledger/IndicatorsPage") },
  { path: "indicators/import", lazy: () => import("./importing/ImportPage"), handle: draft },
  { path: "indicators/extract", lazy: () => import("./importing/ExtractionPage"), handle: draft },
  { path: "reports", lazy: () => import("./reports/ReportsPage"), handle: draft },
  { path: "audit-draft", lazy: () => import("./auditing/AuditPage"), handle: draft },
];
