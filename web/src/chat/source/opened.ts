import { useSearchParams } from "react-router";

/** A place in a revision that is being read. */
export interface OpenedSource {
  revision: string;
  /** Offsets of the cited range, in code points; both 0 for the whole document. */
  start: number;
  end: number;
  /** Page on which it begins, from 1, where that is known. */
  page: number | null;
}

/** Return the source opened beside the chat; it stands in the address, so that "back" closes it. */
export function useOpenedSource(): [OpenedSource | null, (source: OpenedSource | null) => void] {
  const [parameters, setParameters] = useSearchParams();
  const revision = parameters.get("source");
  const source = revision ? { revision, ...rangeOf(parameters) } : null;
  const open = (next: OpenedSource | null): void => {
    setParameters(next ? { source: next.revision, ...toParameters(next) } : {});
  };
  return [source, open];
}

/** Return the cited range that an address names. */
export function rangeOf(parameters: URLSearchParams): Omit<OpenedSource, "revision"> {
  const start = Number(parameters.get("start")) || 0;
  return {
    start,
    end: Math.max(start, Number(parameters.get("end")) || 0),
    page: Number(parameters.get("page")) || null,
  };
}

/** Return the address of a source on a page of its own. */
export function sourcePath(source: OpenedSource): string {
  return `/source/${source.revision}?${new URLSearchParams(toParameters(source)).toString()}`;
}

function toParameters({ start, end, page }: OpenedSource): Record<string, string> {
  return { start: String(start), end: String(end), ...(page && { page: String(page) }) };
}
