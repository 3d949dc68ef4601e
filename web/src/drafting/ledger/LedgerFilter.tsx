import { useTranslation } from "react-i18next";

import { ChoiceFilter } from "../../library/ChoiceFilter";
import { QUERY_CHARACTERS } from "../queries";

/** What values may be filtered by; so they are called in the address. */
export const FILTER_NAMES = ["query", "area", "period", "group", "library"] as const;

export type FilterName = (typeof FILTER_NAMES)[number];

type Values = Partial<Record<FilterName, string>>;

interface LedgerFilterProps {
  values: Values;
  /** What there are values of; none while that is not known. */
  options:
    | {
        libraries: string[];
        areas: { name: string }[];
        periods: { key: string; name: string }[];
        groups: string[];
      }
    | undefined;
  onChange: (values: Values) => void;
}

/** Which values are shown. */
export function LedgerFilter({ values, options, onChange }: LedgerFilterProps) {
  const { t } = useTranslation("drafting");
  const { libraries = [], areas = [], periods = [], groups = [] } = options ?? {};
  const choices: Record<Exclude<FilterName, "query">, { value: string; label: string }[]> = {
    area: areas.map((area) => ({ value: area.name, label: area.name })),
    period: periods.toReversed().map((period) => ({ value: period.key, label: period.name })),
    group: groups.map((value) => ({ value, label: value })),
    library: libraries.map((value) => ({ value, label: value })),
  };
  return (
    <ChoiceFilter
      values={values}
      queryLabel={t("filter.query")}
      queryCharacters={QUERY_CHARACTERS}
      choices={(["area", "period", "group", "library"] as const)
        .filter((name) => name !== "library" || libraries.length > 1)
        .map((name) => ({ name, label: t(`filter.${name}`), options: choices[name] }))}
      onChange={onChange}
    />
  );
}
