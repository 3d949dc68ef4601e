import dayjs from "dayjs";

/** Return a moment as people write it, in the time of this machine, e.g. "2026-03-05 14:20". */
export function showMoment(moment: string | null | undefined): string {
  return moment ? dayjs(moment).format("YYYY-MM-DD HH:mm") : "";
}
