import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../api/session";
import styles from "./Drafting.module.css";

interface LibraryChoiceProps {
  value: string;
  onChange: (library: string) => void;
}

/** Whose figures are meant; not asked where there is only one library. */
export function LibraryChoice({ value, onChange }: LibraryChoiceProps) {
  const { t } = useTranslation("drafting");
  const { libraries } = useSession();
  const id = useId();
  if (libraries.length < 2) return null;
  return (
    <div className={styles.target}>
      <label htmlFor={id}>{t("filter.library")}</label>
      <Select
        id={id}
        value={value}
        options={libraries.map((library) => ({ value: library, label: library }))}
        onChange={onChange}
      />
    </div>
  );
}
