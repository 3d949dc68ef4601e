import type { Indicator } from "../api/records";

/** Return group and name as people say it: "脱贫人口人均纯收入". */
export function fullName({ group, name, name_is_full }: Indicator): string {
  return name_is_full || name.startsWith(group) ? name : group + name;
}
