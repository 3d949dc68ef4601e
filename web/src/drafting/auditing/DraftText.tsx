import { Empty } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { SourceBlock } from "../../api/records";
import { scrollBox } from "../../app/scrolling";
import type { Range } from "../../chat/source/highlighting";
import { SourceBlocks } from "../../chat/source/SourceBlocks";
import text from "../../chat/source/SourceText.module.css";
import styles from "./Auditing.module.css";

const NOWHERE: Range = { start: 0, end: 0 };

/** The text of a draft; what is chosen is marked and scrolled to. */
export function DraftText({ blocks, chosen }: { blocks: SourceBlock[]; chosen: Range | null }) {
  const { t } = useTranslation("drafting");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element || !chosen) return;
    const block = [...element.querySelectorAll<HTMLElement>("[data-start]")].findLast(
      ({ dataset }) => Number(dataset.start) <= chosen.start,
    );
    const place = element.querySelector("mark") ?? block;
    if (place) scrollBox(element, place, "center");
  }, [chosen]);
  return (
    // The text scrolls by itself, also with the arrow keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={box} className={styles.draft} tabIndex={0} role="region" aria-label={t("audit.text")}>
      {blocks.length === 0 ? (
        <Empty description={t("audit.no_text")} />
      ) : (
        <div className={text.text}>
          <SourceBlocks blocks={blocks} cited={chosen ?? NOWHERE} />
        </div>
      )}
    </div>
  );
}
