import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, take } from "../../api/client";

// Code points fetched at once when reading on; a screen holds about a thousand.
const MORE = 6000;

/** What to fetch: the surroundings of an offset, or the blocks from an offset on. */
type Wanted = { start: number; end: number } | { from: number; limit: number };

/** The blocks of a revision around a place; earlier and later ones are fetched as one reads on. */
export const viewQuery = (revision: string, place: Wanted) =>
  infiniteQueryOptions({
    queryKey: ["source", revision, place],
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/v1/revisions/{revision_id}/view", {
          params: { path: { revision_id: revision }, query: pageParam },
        }),
      ),
    initialPageParam: place,
    getNextPageParam: (last): Wanted | undefined =>
      last.blocks.length > 0 && last.end < last.characters ? { from: last.end, limit: MORE } : undefined,
    getPreviousPageParam: (first): Wanted | undefined => {
      if (first.blocks.length === 0 || first.start === 0) return undefined;
      const from = Math.max(0, first.start - MORE);
      return { from, limit: Math.max(100, first.start - from) };
    },
    staleTime: Infinity,
  });

/** Where on its pages a citation stands; empty where that is not sure. */
export const placesQuery = (revision: string, cited: { start: number; end: number }) =>
  queryOptions({
    queryKey: ["places", revision, cited],
    queryFn: () =>
      take(
        api.GET("/api/v1/revisions/{revision_id}/places", {
          params: { path: { revision_id: revision }, query: cited },
        }),
      ),
    enabled: cited.end > cited.start,
    staleTime: Infinity,
  });
