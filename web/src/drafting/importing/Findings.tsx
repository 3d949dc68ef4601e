import { Collapse } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Conflict, ImportView, Refusal } from "../../api/records";
import styles from "../Drafting.module.css";

type Changed = ImportView["changes"][number];
type Shown = ImportView["figures"][number];

/** What was not taken, each with why and what to do. */
export function Refusals({ refused, total }: { refused: Refusal[]; total: number }) {
  const { t } = useTranslation("drafting");
  if (refused.length === 0) return null;
  return (
    <Fold title={t("import.refused", { count: total })} isOpen more={total - cellsOf(refused)}>
      {refused.map((each) => (
        <li key={`${each.sheet} ${each.place} ${each.code}`} className={styles.line}>
          <strong>
            {each.sheet} {each.place}
          </strong>{" "}
          {each.text && <q>{each.text}</q>} {each.cells > 1 && t("import.cells", { count: each.cells })}
          <div>
            {each.reason}
            {each.hint}
          </div>
        </li>
      ))}
    </Fold>
  );
}

/** Numbers of a file that contradict one another. */
export function Conflicts({ conflicts }: { conflicts: Conflict[] }) {
  const { t } = useTranslation("drafting");
  if (conflicts.length === 0) return null;
  return (
    <Fold title={t("import.conflicts", { count: conflicts.length })} isOpen>
      {conflicts.map((each) => (
        <li key={`${each.sheet} ${each.place} ${each.message}`} className={styles.line}>
          <strong>
            {each.sheet} {each.place}
          </strong>
          <div>{each.message}</div>
        </li>
      ))}
    </Fold>
  );
}

/** Values that the ledger has otherwise. */
export function Changes({ changes, total }: { changes: Changed[]; total: number }) {
  const { t } = useTranslation("drafting");
  if (changes.length === 0) return null;
  return (
    <Fold title={t("import.changes", { count: total })} isOpen more={total - changes.length}>
      {changes.map(({ old, new: next }) => (
        <li key={`${next.name} ${next.area} ${next.period} ${next.source}`} className={styles.line}>
          {next.area}
          {next.period}
          {next.name}：<del className={styles.old}>{old.text}</del> → <strong>{next.text}</strong>
          <div className={styles.soft}>{next.source}</div>
        </li>
      ))}
    </Fold>
  );
}

/** Every value that was read, the first of them. */
export function Figures({ figures, total }: { figures: Shown[]; total: number }) {
  const { t } = useTranslation("drafting");
  if (figures.length === 0) return null;
  return (
    <Fold title={t("import.figures", { count: total })} more={total - figures.length}>
      {figures.map((each) => (
        <li key={`${each.name} ${each.area} ${each.period} ${each.source}`} className={styles.line}>
          {each.area}
          {each.period}
          {each.name}：<strong>{each.text}</strong> <span className={styles.soft}>{each.source}</span>
        </li>
      ))}
    </Fold>
  );
}

interface FoldProps {
  title: string;
  isOpen?: boolean;
  /** How many more there are than are shown. */
  more?: number;
  children: ReactNode;
}

function Fold({ title, isOpen = false, more = 0, children }: FoldProps) {
  const { t } = useTranslation("drafting");
  return (
    <Collapse
      className={styles.fold}
      defaultActiveKey={isOpen ? ["list"] : []}
      items={[
        {
          key: "list",
          label: title,
          children: (
            <>
              <ul className={styles.list}>{children}</ul>
              {more > 0 && <p className={styles.soft}>{t("import.more", { count: more })}</p>}
            </>
          ),
        },
      ]}
    />
  );
}

function cellsOf(refused: Refusal[]): number {
  return refused.reduce((sum, { cells }) => sum + cells, 0);
}
