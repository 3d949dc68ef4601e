import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Navigate, Outlet, useLocation, useMatches } from "react-router";

import { sessionQuery } from "../api/session";
import { NotPermitted } from "./ErrorPage";
import { Loading } from "./Loading";
import type { RouteHandle } from "./routes";
import { Shell } from "./Shell";

const ChangePassword = lazy(() => import("../session/ChangePassword"));

/** Lets people in who are signed in, have a password of their own and may open the page. */
export function SignedIn() {
  const { data: session, error, isPending } = useQuery(sessionQuery);
  const location = useLocation();
  const matches = useMatches();
  if (isPending) return <Loading />;
  if (error) throw error;
  if (!session) return <Navigate to="/sign-in" state={{ from: location.pathname + location.search }} replace />;
  if (session.account.must_change_password) {
    return (
      <Suspense fallback={<Loading />}>
        <ChangePassword />
      </Suspense>
    );
  }
  const needed = matches.map(({ handle }) => (handle as RouteHandle | undefined)?.permission);
  const isPermitted = needed.every((each) => !each || session.permissions.includes(each));
  return <Shell>{isPermitted ? <Outlet /> : <NotPermitted />}</Shell>;
}
