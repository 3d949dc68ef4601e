import { EditOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePermission } from "../api/session";
import { useIsWide } from "../app/screen";
import styles from "./LibraryPage.module.css";
import { ShelvesForm } from "./ShelvesForm";
import { ALL, type Shelf, UNSORTED } from "./shelving";

const WIDE_REM = 60;

interface ShelvesProps {
  shelves: Shelf[];
  /** Documents on all of them. */
  total: number;
  chosen: string;
  onChoose: (name: string) => void;
}

/** The categories of the library: a list beside the documents, or a box above them on a phone. */
export function Shelves({ shelves, total, chosen, onChoose }: ShelvesProps) {
  const { t } = useTranslation("library");
  const isWide = useIsWide(WIDE_REM);
  const all = [{ name: ALL, count: total }, ...shelves];
  const nameOf = (name: string): string => {
    if (name === ALL) return t("shelves.all");
    return name === UNSORTED ? t("shelves.none") : name;
  };
  return (
    <div className={styles.shelves}>
      {isWide ? (
        <nav aria-label={t("shelves.title")}>
          <ul className={styles.shelfList}>
            {all.map(({ name, count }) => (
              <li key={name}>
                <button
                  type="button"
                  className={name === chosen ? `${styles.shelf} ${styles.chosen}` : styles.shelf}
                  aria-current={name === chosen}
                  onClick={() => onChoose(name)}
                >
                  {nameOf(name)}
                  <span className={styles.number}>{count}</span>
                </button>
              </li>
            ))}
          </ul>
        </nav>
      ) : (
        <Select
          className={styles.shelfBox}
          aria-label={t("shelves.title")}
          value={chosen}
          options={all.map(({ name, count }) => ({
            value: name,
            label: t("shelves.option", { name: nameOf(name), count }),
          }))}
          onChange={onChoose}
        />
      )}
      <Edit />
    </div>
  );
}

function Edit() {
  const { t } = useTranslation("library");
  const isKeeper = usePermission("keep");
  const [isOpen, setIsOpen] = useState(false);
  if (!isKeeper) return null;
  return (
    <>
      <Button type="text" icon={<EditOutlined aria-hidden />} onClick={() => setIsOpen(true)}>
        {t("shelves.edit")}
      </Button>
      {isOpen && <ShelvesForm onClose={() => setIsOpen(false)} />}
    </>
  );
}
