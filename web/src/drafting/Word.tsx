import { Input } from "antd";
import { useId } from "react";

import styles from "./Drafting.module.css";

interface WordProps {
  label: string;
  value: string;
  /** Id of the `datalist` with what it offers. */
  list?: string;
  placeholder?: string;
  onChange: (word: string) => void;
}

/** A box for a word or a few, with its label above it. */
export function Word({ label, value, list, placeholder, onChange }: WordProps) {
  const id = useId();
  return (
    <div className={styles.word}>
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        value={value}
        list={list}
        placeholder={placeholder}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
