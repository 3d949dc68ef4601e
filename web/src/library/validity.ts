import dayjs from "dayjs";

import type { Metadata, Validity } from "../api/records";

export const VALIDITIES: readonly Validity[] = ["in_force", "amended", "repealed", "unknown"];

/** Return the validity on a day: a rule is repealed from its day of repeal on, and not earlier. */
export function validityOn({ validity, repealed_on }: Metadata, day = dayjs().format("YYYY-MM-DD")): Validity {
  if (!repealed_on) return validity;
  if (repealed_on <= day) return "repealed";
  return validity === "repealed" ? "in_force" : validity;
}
