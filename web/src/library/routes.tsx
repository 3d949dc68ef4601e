import type { RouteObject } from "react-router";

/** The library and its desk; those that change it carry `handle: { permission: "keep" }`. */
export const libraryRoutes: RouteObject[] = [
  { path: "library", lazy: () => import("./LibraryPage") },
  { path: "library/:id", lazy: () => import("./DocumentPage") },
];
