import { UnorderedListOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { SourceView } from "../../api/records";
import styles from "./SourcePanel.module.css";

type Entry = SourceView["outline"][number];

/** The headings of a document behind a button. */
export function Outline({ entries, onChoose }: { entries: Entry[]; onChoose: (entry: Entry) => void }) {
  const { t } = useTranslation("chat");
  const [isOpen, setIsOpen] = useState(false);
  if (entries.length === 0) return null;
  return (
    <Popover
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger="click"
      placement="bottomLeft"
      content={
        <nav aria-label={t("source.outline")} className={styles.outline}>
          {entries.map((entry) => (
            <button
              key={entry.start}
              type="button"
              className={styles.entry}
              style={{ paddingInlineStart: `${entry.level}rem` }}
              onClick={() => {
                setIsOpen(false);
                onChoose(entry);
              }}
            >
              {entry.heading}
            </button>
          ))}
        </nav>
      }
    >
      <Button type="text" icon={<UnorderedListOutlined aria-hidden />} aria-expanded={isOpen}>
        {t("source.outline")}
      </Button>
    </Popover>
  );
}
