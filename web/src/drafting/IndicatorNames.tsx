import { useQuery } from "@tanstack/react-query";

import { fullName } from "./names";
import { catalogueQuery } from "./queries";

/** What a box names as its `list` to offer the names of the catalogue. */
export const INDICATOR_NAMES = "indicator-names";

/** The names of the catalogue, for boxes on the same page. */
export function IndicatorNames() {
  const { data = [] } = useQuery(catalogueQuery(""));
  return (
    <datalist id={INDICATOR_NAMES}>
      {[...new Set(data.map(fullName))].map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}
