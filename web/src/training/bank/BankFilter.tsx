import { Form, Input, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { QuizOptions } from "../../api/records";
import { ClearIcon } from "../../app/ClearIcon";
import { FilterButtons } from "../../app/FilterButtons";
import { useIsWide } from "../../app/screen";
import styles from "../../library/LibraryPage.module.css";
import { KINDS, QUERY_CHARACTERS } from "./queries";

/** What items may be filtered by; so they are called in the address. */
export const FILTER_NAMES = ["query", "state", "kind", "difficulty", "topic", "flawed", "library"] as const;

export type FilterName = (typeof FILTER_NAMES)[number];

type Values = Partial<Record<FilterName, string>>;

const WIDE_REM = 60;

interface BankFilterProps {
  values: Values;
  /** What there is; none while that is not known. */
  options: QuizOptions | undefined;
  onChange: (values: Values) => void;
}

/** Which items are shown; asked for when 查找 is pressed. */
export function BankFilter({ values, options, onChange }: BankFilterProps) {
  const { t } = useTranslation("training");
  const isWide = useIsWide(WIDE_REM);
  const [isOpen, setIsOpen] = useState(FILTER_NAMES.some((name) => name !== "query" && values[name]));
  const choices: Record<Exclude<FilterName, "query">, { value: string; label: string }[]> = {
    state: (["draft", "reviewed", "published", "withdrawn"] as const).map((value) => ({ value, label: t(`state.${value}`) })),
    kind: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
    difficulty: (["easy", "medium", "hard"] as const).map((value) => ({ value, label: t(`difficulty.${value}`) })),
    topic: (options?.topics ?? []).map(({ topic, count }) => ({ value: topic, label: `${topic}（${String(count)}）` })),
    flawed: [
      { value: "true", label: t("filter.has_flaws") },
      { value: "false", label: t("filter.has_none") },
    ],
    library: (options?.libraries ?? []).map((value) => ({ value, label: value })),
  };
  const shown = FILTER_NAMES.filter((each) => each !== "library" || choices.library.length > 1);
  return (
    <Form<Values>
      name={useId()}
      layout="inline"
      className={styles.filter}
      initialValues={Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value || null]))}
      onFinish={(fields) =>
        onChange(Object.fromEntries(FILTER_NAMES.map((each) => [each, (fields[each] ?? "").trim()])))
      }
    >
      <Form.Item name="query" className={styles.query}>
        <Input
          allowClear={{ clearIcon: <ClearIcon /> }}
          maxLength={QUERY_CHARACTERS}
          placeholder={t("filter.query")}
          aria-label={t("filter.query")}
        />
      </Form.Item>
      {(isWide || isOpen) &&
        shown.map(
          (each) =>
            each !== "query" && (
              <Form.Item key={each} name={each} className={styles.choice}>
                <Select
                  allowClear
                  showSearch={{ optionFilterProp: "label" }}
                  aria-label={t(`filter.${each}`)}
                  placeholder={t(`filter.${each}`)}
                  options={choices[each]}
                />
              </Form.Item>
            ),
        )}
      <FilterButtons
        isUsed={FILTER_NAMES.some((each) => values[each])}
        onClear={() => onChange(Object.fromEntries(FILTER_NAMES.map((each) => [each, ""])))}
        isOpen={isWide ? undefined : isOpen}
        onOpen={setIsOpen}
      />
    </Form>
  );
}
