import { Form, Input, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { ClearIcon } from "../../app/ClearIcon";
import { FilterButtons } from "../../app/FilterButtons";
import { useIsWide } from "../../app/screen";
import styles from "../../library/LibraryPage.module.css";
import { QUERY_CHARACTERS } from "../queries";

/** What values may be filtered by; so they are called in the address. */
export const FILTER_NAMES = ["query", "area", "period", "group", "library"] as const;

export type FilterName = (typeof FILTER_NAMES)[number];

type Values = Partial<Record<FilterName, string>>;

const WIDE_REM = 60;

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

/** Which values are shown; asked for when 查找 is pressed. */
export function LedgerFilter({ values, options, onChange }: LedgerFilterProps) {
  const { t } = useTranslation("drafting");
  const isWide = useIsWide(WIDE_REM);
  const [isOpen, setIsOpen] = useState(FILTER_NAMES.some((name) => name !== "query" && values[name]));
  const name = useId();
  const choices: Record<Exclude<FilterName, "query">, { value: string; label: string }[]> = {
    area: (options?.areas ?? []).map((area) => ({ value: area.name, label: area.name })),
    period: (options?.periods ?? []).toReversed().map((period) => ({ value: period.key, label: period.name })),
    group: (options?.groups ?? []).map((value) => ({ value, label: value })),
    library: (options?.libraries ?? []).map((value) => ({ value, label: value })),
  };
  const shown = FILTER_NAMES.filter((each) => each !== "query" && (each !== "library" || choices.library.length > 1));
  return (
    <Form<Values>
      name={name}
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
