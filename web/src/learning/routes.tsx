import type { RouteObject } from "react-router";

import type { RouteHandle } from "../app/routes";

const ask: RouteHandle = { permission: "ask" };

/** Tests, practice and what came of them, for those who learn. */
export const learningRoutes: RouteObject[] = [
  { path: "learning", lazy: () => import("./LearningPage"), handle: ask },
  { path: "learning/attempts/:id", lazy: () => import("./attempt/AttemptPage"), handle: ask },
];
