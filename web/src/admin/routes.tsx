import type { RouteObject } from "react-router";

import type { RouteHandle } from "../app/routes";

const administer: RouteHandle = { permission: "administer" };

/** The own account, and what an administrator does. */
export const peopleRoutes: RouteObject[] = [
  { path: "account", lazy: () => import("../session/AccountPage") },
  { path: "admin/accounts", lazy: () => import("./AccountsPage"), handle: administer },
  { path: "admin/libraries", lazy: () => import("./LibrariesPage"), handle: administer },
  { path: "admin/log", lazy: () => import("./LogPage"), handle: administer },
];
