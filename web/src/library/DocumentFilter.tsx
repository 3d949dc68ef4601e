import { Form, Input, InputNumber, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../api/session";
import { useIsWide } from "../app/screen";
import { ClearIcon } from "../app/ClearIcon";
import { FilterButtons } from "../app/FilterButtons";
import styles from "./LibraryPage.module.css";
import { QUERY_CHARACTERS } from "./queries";
import { VALIDITIES } from "./validity";

/** What documents may be filtered by, besides the shelf; so they are called in the address. */
export const FILTER_NAMES = ["query", "library", "region", "year", "kind", "validity"] as const;

export type FilterName = (typeof FILTER_NAMES)[number];

type Values = Partial<Record<FilterName, string>>;

// antd gives a number for the year, and null for a box that was cleared.
type Fields = Partial<Record<FilterName, string | number | null>>;

const WIDE_REM = 60;
const EARLIEST_YEAR = 1949;
const LATEST_YEAR = 2100;

interface DocumentFilterProps {
  values: Values;
  onChange: (values: Values) => void;
}

/** Which documents are shown; asked for when 查找 is pressed. */
export function DocumentFilter({ values, onChange }: DocumentFilterProps) {
  const { t } = useTranslation(["library", "common"]);
  const { libraries } = useSession();
  const isWide = useIsWide(WIDE_REM);
  const isUsed = FILTER_NAMES.some((name) => name !== "query" && values[name]);
  const [isOpen, setIsOpen] = useState(isUsed);
  const name = useId();
  return (
    <Form<Fields>
      name={name}
      layout="inline"
      className={styles.filter}
      initialValues={Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value || null]))}
      onFinish={(fields) =>
        onChange(Object.fromEntries(FILTER_NAMES.map((each) => [each, String(fields[each] ?? "").trim()])))
      }
    >
      <Form.Item name="query" className={styles.query}>
        <Input allowClear={{ clearIcon: <ClearIcon /> }} maxLength={QUERY_CHARACTERS} placeholder={t("filter.query")} aria-label={t("filter.query")} />
      </Form.Item>
      {(isWide || isOpen) && (
        <>
          {libraries.length > 1 && (
            <Form.Item name="library" className={styles.choice}>
              <Select
                allowClear
                aria-label={t("filter.library")}
                placeholder={t("filter.library")}
                options={libraries.map((library) => ({ value: library, label: library }))}
              />
            </Form.Item>
          )}
          <Form.Item name="validity" className={styles.choice}>
            <Select
              allowClear
              aria-label={t("filter.validity")}
              placeholder={t("filter.validity")}
              options={VALIDITIES.map((value) => ({ value, label: t(`common:validity.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="kind" className={styles.word}>
            <Input allowClear={{ clearIcon: <ClearIcon /> }} aria-label={t("filter.kind")} placeholder={t("filter.kind")} />
          </Form.Item>
          <Form.Item name="region" className={styles.word}>
            <Input allowClear={{ clearIcon: <ClearIcon /> }} aria-label={t("filter.region")} placeholder={t("filter.region")} />
          </Form.Item>
          <Form.Item name="year" className={styles.word}>
            <InputNumber
              min={EARLIEST_YEAR}
              max={LATEST_YEAR}
              precision={0}
              controls={false}
              aria-label={t("filter.year")}
              placeholder={t("filter.year")}
            />
          </Form.Item>
        </>
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
