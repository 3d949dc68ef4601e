import type { ReactNode } from "react";

import styles from "./StateTag.module.css";

export type Tone = "good" | "busy" | "look" | "bad" | "plain";

interface StateTagProps {
  tone: Tone;
  /** Hidden from screen readers: the word says it. */
  icon?: ReactNode;
  title?: string;
  children: string;
}

/** How something stands: icon, word and colour. */
export function StateTag({ tone, icon, title, children }: StateTagProps) {
  return (
    <span className={`${styles.tag} ${styles[tone]}`} title={title}>
      {icon}
      {children}
    </span>
  );
}
