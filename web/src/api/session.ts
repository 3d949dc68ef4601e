import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, keepCsrfToken, take } from "./client";
import { ApiFailure } from "./failure";
import type { Permission, SessionInfo } from "./records";

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<SessionInfo | null> => {
    try {
      return remember(await take(api.GET("/api/v1/session")));
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

/** Return the session of the person in front of the page; only where `SignedIn` let them in. */
export function useSession(): SessionInfo {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error("a page that needs a session was shown without one");
  return data;
}

/** Return whether the person may do something. */
export function usePermission(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

/** Sign in; everything an earlier person saw is forgotten. */
export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (credentials: { username: string; password: string }) =>
      take(api.POST("/api/v1/session", { body: credentials })),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, remember(session));
    },
  });
}

/** Sign out. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.DELETE("/api/v1/session")),
    onSuccess: () => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, null);
    },
  });
}

/** Change one's own password. */
export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { old_password: string; new_password: string }) =>
      take(api.PUT("/api/v1/session/password", { body })),
    onSuccess: (session) => {
      queries.setQueryData(sessionQuery.queryKey, remember(session));
    },
  });
}

function remember(session: SessionInfo): SessionInfo {
  keepCsrfToken(session.csrf_token);
  return session;
}
