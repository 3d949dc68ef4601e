import { Form, Input, Select } from "antd";
import { useId, useState } from "react";

import { ClearIcon } from "../app/ClearIcon";
import { FilterButtons } from "../app/FilterButtons";
import { useIsWide } from "../app/screen";
import styles from "./LibraryPage.module.css";

const WIDE_REM = 60;

/** Something to be filtered by, chosen from a list. */
export interface FilterChoice<Name extends string> {
  name: Name;
  label: string;
  options: { value: string; label: string }[];
}

interface ChoiceFilterProps<Name extends string> {
  /** What stands in the address; "" for what is not filtered by. */
  values: Partial<Record<Name | "query", string>>;
  queryLabel: string;
  /** Most characters that the server takes. */
  queryCharacters: number;
  choices: readonly FilterChoice<Name>[];
  /** Told of every name, also of those that are not offered. */
  onChange: (values: Partial<Record<Name | "query", string>>) => void;
}

/** Which entries of a list are shown: words, and choices; asked for when 查找 is pressed. */
export function ChoiceFilter<Name extends string>({
  values,
  queryLabel,
  queryCharacters,
  choices,
  onChange,
}: ChoiceFilterProps<Name>) {
  const isWide = useIsWide(WIDE_REM);
  const names = Object.keys(values) as (Name | "query")[];
  const [isOpen, setIsOpen] = useState(names.some((name) => name !== "query" && values[name]));
  const send = (wordOf: (name: Name | "query") => string): void =>
    onChange(Object.fromEntries(names.map((name) => [name, wordOf(name)])) as typeof values);
  return (
    <Form<Record<string, string | null | undefined>>
      name={useId()}
      layout="inline"
      className={styles.filter}
      initialValues={Object.fromEntries(names.map((name) => [name, values[name] || null]))}
      onFinish={(fields) => send((name) => (fields[name] ?? "").trim())}
    >
      <Form.Item name="query" className={styles.query}>
        <Input
          allowClear={{ clearIcon: <ClearIcon /> }}
          maxLength={queryCharacters}
          placeholder={queryLabel}
          aria-label={queryLabel}
        />
      </Form.Item>
      {(isWide || isOpen) &&
        choices.map(({ name, label, options }) => (
          <Form.Item<Record<string, string>> key={name} name={name} className={styles.choice}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              aria-label={label}
              placeholder={label}
              options={options}
            />
          </Form.Item>
        ))}
      <FilterButtons
        isUsed={names.some((name) => values[name])}
        onClear={() => send(() => "")}
        isOpen={isWide ? undefined : isOpen}
        onOpen={setIsOpen}
      />
    </Form>
  );
}
