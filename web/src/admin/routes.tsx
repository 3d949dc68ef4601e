import type { RouteObject } from "react-router";

/** The own account, and what an administrator does, with `handle: { permission: "administer" }`. */
export const peopleRoutes: RouteObject[] = [];
