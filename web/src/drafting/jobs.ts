/** Long work in the server: begun with a file or a request, watched until it is over. */
import { queryOptions } from "@tanstack/react-query";

import { api, send, take } from "../api/client";
import { asFailure } from "../api/failure";
import type { Job } from "../api/records";

const POLL_MS = 500;
const PAUSE_MS = 2000;
const TOO_MANY_REQUESTS = 429;

/** Return whether nothing more will become of a job. */
export function isOver({ state }: Job): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}

/** Return how much of a job is done, in percent; it is whole only when it is over. */
export function percentOf({ state, progress }: Job): number {
  if (state === "done") return 100;
  if (!progress) return 0;
  return Math.min(99, Math.floor((100 * progress.done) / Math.max(1, progress.total)));
}

/** How far a job is; asked for again and again until it is over, also when the line breaks. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: () => take(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } } })),
    refetchInterval: ({ state }) => (state.status === "error" || (state.data && isOver(state.data)) ? false : POLL_MS),
    retry: (_, error) => [0, TOO_MANY_REQUESTS].includes(asFailure(error).status),
    retryDelay: PAUSE_MS,
    staleTime: 0,
  });

/** Send a file, and return the work that it begins; empty words are left out. */
export async function postFile(path: string, file: File, words: Record<string, string> = {}): Promise<Job> {
  const body = new FormData();
  body.set("file", file);
  for (const [name, word] of Object.entries(words)) if (word) body.set(name, word);
  return (await (await send(path, { method: "POST", body })).json()) as Job;
}
