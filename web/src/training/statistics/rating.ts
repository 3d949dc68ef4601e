/** 知晓率 as it is shown. */
import type { Rate } from "../../api/records";

/** Return how much was right, 0 to 1; 0 where nothing was answered. */
export function shareOf({ answers, right }: Pick<Rate, "answers" | "right">): number {
  return answers > 0 ? right / answers : 0;
}

/** Return a share as people write it: "85.7%"; a dash where there is none. */
export function showShare(share: number | string | null): string {
  return share === null ? "—" : `${(Number(share) * 100).toFixed(1)}%`;
}
