import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../api/session";
import styles from "./Drafting.module.css";

interface LibraryChoiceProps {
  label?: string;
  /** "" for every one, where that is offered. */
  value: string;
  /** Whether every library together may be chosen. */
  hasAll?: boolean;
  onChange: (library: string) => void;
}

/** Whose figures or documents are meant; not asked where there is only one library. */
export function LibraryChoice({ label, value, hasAll = false, onChange }: LibraryChoiceProps) {
  const { t } = useTranslation("drafting");
  const { libraries } = useSession();
  const id = useId();
  if (libraries.length < 2) return null;
  return (
    <div className={styles.target}>
      <label htmlFor={id}>{label ?? t("filter.library")}</label>
      <Select
        id={id}
        value={value}
        options={[
          ...(hasAll ? [{ value: "", label: t("filter.all_libraries") }] : []),
          ...libraries.map((library) => ({ value: library, label: library })),
        ]}
        onChange={onChange}
      />
    </div>
  );
}
