import { Button, Popover } from "antd";
import { type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { nameOf, type Passage } from "./place";
import styles from "./Passage.module.css";
import { PlaceLine } from "./PlaceLine";

interface CitationMarkProps {
  passage: Passage;
  isOpen: boolean;
  onOpen: (passage: Passage) => void;
}

/** [1] behind a sentence: its card on hover, focus or tap, its source on a click. */
export function CitationMark({ passage, isOpen, onOpen }: CitationMarkProps) {
  const { t } = useTranslation("chat");
  const [showsCard, setShowsCard] = useState(false);
  // A finger cannot hover: its first tap shows the card, which has a button for the source.
  const pointer = useRef("");
  const open = (): void => {
    setShowsCard(false);
    onOpen(passage);
  };
  return (
    <Popover
      open={showsCard}
      onOpenChange={(shows) => setShowsCard(shows)}
      trigger={["hover", "focus"]}
      mouseEnterDelay={0.2}
      content={<Card passage={passage} onOpen={open} />}
    >
      <button
        type="button"
        className={isOpen ? `${styles.mark} ${styles.open}` : styles.mark}
        aria-label={t("citation.label", { marker: passage.marker, name: nameOf(passage) })}
        onPointerDown={(event: PointerEvent) => (pointer.current = event.pointerType)}
        onClick={() => {
          if (pointer.current === "touch") setShowsCard(true);
          else open();
          pointer.current = "";
        }}
      >
        [{passage.marker}]
      </button>
    </Popover>
  );
}

function Card({ passage, onOpen }: { passage: Passage; onOpen: () => void }) {
  const { t } = useTranslation("chat");
  return (
    <div className={styles.card}>
      <PlaceLine passage={passage} />
      <p className={styles.quote}>{passage.text}</p>
      <Button size="small" type="primary" onClick={onOpen}>
        {t("citation.open")}
      </Button>
    </div>
  );
}
