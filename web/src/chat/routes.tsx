import type { RouteObject } from "react-router";

export const chatRoutes: RouteObject[] = [
  // One page for both, so that a first question, which makes its conversation, is not interrupted.
  { lazy: () => import("./ChatPage"), children: [{ index: true, element: <></> }, { path: "c/:id", element: <></> }] },
  { path: "source/:revision", lazy: () => import("./source/SourcePage") },
];
