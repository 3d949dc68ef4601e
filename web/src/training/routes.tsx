import type { RouteObject } from "react-router";

import type { RouteHandle } from "../app/routes";

const handle: RouteHandle = { permission: "train" };

/** The bank of items, and what trainers make of it. */
export const trainingRoutes: RouteObject[] = [
  { path: "training", lazy: () => import("./bank/BankPage"), handle },
  { path: "training/make", lazy: () => import("./bank/MakePage"), handle },
  { path: "training/review", lazy: () => import("./bank/ReviewPage"), handle },
  { path: "training/import", lazy: () => import("./bank/ImportPage"), handle },
  { path: "training/affected", lazy: () => import("./bank/AffectedPage"), handle },
  { path: "training/items/new", lazy: () => import("./bank/NewItemPage"), handle },
  { path: "training/items/:id", lazy: () => import("./bank/ItemPage"), handle },
  { path: "training/papers", lazy: () => import("./papers/PapersPage"), handle },
  { path: "training/papers/:id", lazy: () => import("./papers/PaperPage"), handle },
  { path: "training/tests", lazy: () => import("./tests/TestsPage"), handle },
  { path: "training/statistics", lazy: () => import("./statistics/StatisticsPage"), handle },
];
