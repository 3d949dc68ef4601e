import { Button, Popover } from "antd";
import { useState } from "react";
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
  // A finger cannot hover: its tap shows the card, which has a button for the source.
  const [canHover] = useState(() => window.matchMedia("(hover: hover)").matches);
  const open = (): void => {
    setShowsCard(false);
    onOpen(passage);
  };
  return (
    <Popover
      open={showsCard}
      onOpenChange={setShowsCard}
      trigger={canHover ? ["hover", "focus"] : "click"}
      mouseEnterDelay={0.2}
      content={<Card passage={passage} onOpen={open} />}
    >
      <button
        type="button"
        className={isOpen ? `${styles.mark} ${styles.open}` : styles.mark}
        aria-label={t("citation.label", { marker: passage.marker, name: nameOf(passage) })}
        onClick={canHover ? open : undefined}
      >
        [{passage.marker}]
      </button>
    </Popover>
  );
}

function Card({ passage, onOpen }: { passage: Passage; onOpen: () => void }) {
  const { t } = useTranslation("chat");
  return (
    // A press on the card must not take the focus from the mark, which would close the card before the click.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.card} onMouseDown={(event) => event.preventDefault()}>
      <PlaceLine passage={passage} />
      <p className={styles.quote}>{passage.text}</p>
      <Button size="small" type="primary" onClick={onOpen}>
        {t("citation.open")}
      </Button>
    </div>
  );
}
