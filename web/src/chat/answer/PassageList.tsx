import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { nameOf, type Passage } from "./place";
import styles from "./Passage.module.css";
import { PlaceLine } from "./PlaceLine";

interface PassageListProps {
  title: string;
  passages: Passage[];
  /** Whether the passages themselves are shown, or only where they stand. */
  showsText?: boolean;
  isOpen: (passage: Passage) => boolean;
  onOpen: (passage: Passage) => void;
}

/** Passages, each of which opens its source. */
export function PassageList({ title, passages, showsText = false, isOpen, onOpen }: PassageListProps) {
  const { t } = useTranslation("chat");
  if (passages.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles.heading}>{title}</h3>
      <ol className={styles.list}>
        {passages.map((passage) => (
          <li key={`${passage.revision_id} ${passage.start} ${passage.marker ?? ""}`}>
            <div className={isOpen(passage) ? `${styles.item} ${styles.open}` : styles.item}>
              {passage.marker !== undefined && <span className={styles.number}>[{passage.marker}]</span>}
              <PlaceLine passage={passage} />
              {showsText && <p className={styles.quote}>{passage.text}</p>}
              <Button
                type="link"
                size="small"
                className={styles.whole}
                aria-label={t("citation.open_of", { name: nameOf(passage) })}
                onClick={() => onOpen(passage)}
              >
                {t("citation.open")}
              </Button>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
