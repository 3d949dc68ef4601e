import { useTranslation } from "react-i18next";

import type { QuizOptions } from "../../api/records";
import { ChoiceFilter } from "../../library/ChoiceFilter";
import { KINDS, QUERY_CHARACTERS } from "./queries";

/** What items may be filtered by; so they are called in the address. */
export const FILTER_NAMES = ["query", "state", "kind", "difficulty", "topic", "flawed", "library"] as const;

export type FilterName = (typeof FILTER_NAMES)[number];

type Values = Partial<Record<FilterName, string>>;

const STATES = ["draft", "reviewed", "published", "withdrawn"] as const;
const DIFFICULTIES = ["easy", "medium", "hard"] as const;

interface BankFilterProps {
  values: Values;
  /** What there is; none while that is not known. */
  options: QuizOptions | undefined;
  onChange: (values: Values) => void;
}

/** Which items are shown. */
export function BankFilter({ values, options, onChange }: BankFilterProps) {
  const { t } = useTranslation("training");
  const { libraries = [], topics = [] } = options ?? {};
  const choices: Record<Exclude<FilterName, "query">, { value: string; label: string }[]> = {
    state: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
    kind: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
    difficulty: DIFFICULTIES.map((value) => ({ value, label: t(`difficulty.${value}`) })),
    topic: topics.map(({ topic, count }) => ({ value: topic, label: `${topic}（${String(count)}）` })),
    flawed: [
      { value: "true", label: t("filter.has_flaws") },
      { value: "false", label: t("filter.has_none") },
    ],
    library: libraries.map((value) => ({ value, label: value })),
  };
  return (
    <ChoiceFilter
      values={values}
      queryLabel={t("filter.query")}
      queryCharacters={QUERY_CHARACTERS}
      choices={(["state", "kind", "difficulty", "topic", "flawed", "library"] as const)
        .filter((name) => name !== "library" || libraries.length > 1)
        .map((name) => ({ name, label: t(`filter.${name}`), options: choices[name] }))}
      onChange={onChange}
    />
  );
}
