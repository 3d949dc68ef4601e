import type { RouteObject } from "react-router";

export const chatRoutes: RouteObject[] = [
  { path: "", lazy: () => import("./ChatPage") },
  { path: "c/:id", lazy: () => import("./ChatPage") },
];
