import type { ConversationInfo } from "../../api/records";

export type Group = "today" | "week" | "earlier";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Return the part of the list a conversation stands in, by the day it was last asked in. */
export function groupOf({ updated_at }: ConversationInfo, now: Date): Group {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const moment = new Date(updated_at).getTime();
  if (moment >= midnight) return "today";
  return moment >= midnight - 6 * DAY_MS ? "week" : "earlier";
}
