import type { RouteObject } from "react-router";

import type { RouteHandle } from "../app/routes";

const keep: RouteHandle = { permission: "keep" };

/** The library and its desk. */
export const libraryRoutes: RouteObject[] = [
  { path: "library", lazy: () => import("./LibraryPage") },
  { path: "library/:id", lazy: () => import("./DocumentPage") },
  { path: "search", lazy: () => import("./SearchPage") },
  { path: "enquiries", lazy: () => import("./EnquiriesPage") },
  { path: "uploads", lazy: () => import("./UploadsPage"), handle: keep },
  { path: "gaps", lazy: () => import("./GapsPage"), handle: keep },
];
