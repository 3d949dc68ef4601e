import type { IngestEvent, Upload } from "../api/records";

const MEBIBYTE = 2 ** 20;

/** Return whether an upload is still on its way into the library. */
export function isActive({ state }: Upload): boolean {
  return state === "waiting" || state === "reading";
}

/** Return whether an upload held several files. */
export function isArchive({ file, events }: Upload): boolean {
  return events.length > 1 || file.toLowerCase().endsWith(".zip");
}

/** Return how large a file may be that the server takes; an archive may be larger than what is in it. */
export function mostBytes(name: string, limits: { file_mib: number; upload_mib: number }): number {
  const most = name.toLowerCase().endsWith(".zip") ? limits.upload_mib : Math.min(limits.file_mib, limits.upload_mib);
  return most * MEBIBYTE;
}

/** Return how many members of an archive are in the library, and how many are not. */
export function countMembers(events: readonly IngestEvent[]): { done: number; refused: number } {
  const refused = events.filter(({ outcome }) => outcome === "refused").length;
  return { done: events.length - refused, refused };
}

/** Return a size as people say it: "820 KB", "3.4 MB". */
export function showSize(bytes: number): string {
  if (bytes < MEBIBYTE) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  const mebibytes = bytes / MEBIBYTE;
  return `${mebibytes < 10 ? Number(mebibytes.toFixed(1)) : Math.round(mebibytes)} MB`;
}
