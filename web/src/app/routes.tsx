import type { RouteObject } from "react-router";

import type { Permission } from "../api/records";
import { chatRoutes } from "../chat/routes";
import { draftingRoutes } from "../drafting/routes";
import { learningRoutes } from "../learning/routes";
import { libraryRoutes } from "../library/routes";
import { peopleRoutes } from "../admin/routes";
import { trainingRoutes } from "../training/routes";
import { ErrorPage, NotFound } from "./ErrorPage";
import { Loading } from "./Loading";
import { SignedIn } from "./SignedIn";

/** What a route says of itself. */
export interface RouteHandle {
  /** Who may open it; everybody signed in where nothing is said. */
  permission?: Permission;
}

/** Every address of the page; each page is a chunk of its own, loaded when first visited. */
export const routes: RouteObject[] = [
  {
    errorElement: <ErrorPage />,
    hydrateFallbackElement: <Loading />,
    children: [
      { path: "sign-in", lazy: () => import("../session/SignIn") },
      {
        element: <SignedIn />,
        children: [
          {
            errorElement: <ErrorPage />,
            children: [
              ...chatRoutes,
              ...libraryRoutes,
              ...draftingRoutes,
              ...learningRoutes,
              ...trainingRoutes,
              ...peopleRoutes,
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
];
