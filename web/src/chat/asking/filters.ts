import type { TFunction } from "i18next";

import type { Filters } from "../../api/records";

/** Everything current may be searched. */
export const NO_FILTERS: Filters = { in_force: false };

/** Return what the filters leave, in words: "政策文件、巴里坤、2024年、通知". Empty where nothing is filtered. */
export function summarize(filters: Filters, t: TFunction<"chat">): string {
  return [
    filters.library,
    filters.category,
    filters.region,
    filters.year && t("filters.year_of", { year: filters.year }),
    filters.kind,
  ]
    .filter(Boolean)
    .join("、");
}

/** Return the filters with empty words left out, as the API wants them. */
export function tidy(filters: Filters): Filters {
  const stated = Object.entries(filters).map(([name, value]) => [
    name,
    typeof value === "string" ? value.trim() || null : value,
  ]);
  return Object.fromEntries(stated) as Filters;
}
