import { useInfiniteQuery } from "@tanstack/react-query";
import { Alert, Button, Empty } from "antd";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import { Loading } from "../../app/Loading";
import { scrollBox } from "../../app/scrolling";
import type { Range } from "./highlighting";
import { viewQuery } from "./queries";
import { SourceBlocks } from "./SourceBlocks";
import styles from "./SourceText.module.css";

interface SourceTextProps {
  revision: string;
  cited: Range;
  /** Where to begin to read: the citation, or a heading. */
  place: Range;
}

/** The text of a revision around a place; more of it comes as one scrolls. */
export function SourceText({ revision, cited, place }: SourceTextProps) {
  const { t } = useTranslation("chat");
  const view = useInfiniteQuery(viewQuery(revision, { start: place.start, end: place.end }));
  const pages = view.data?.pages ?? [];
  const [box, isThere] = useReading(place, pages[0]?.start ?? null);
  if (view.error && pages.length === 0) {
    return <Alert type="error" showIcon title={asFailure(view.error).advice} />;
  }
  if (pages.length === 0) return <Loading />;
  const blocks = pages.flatMap((page) => page.blocks);
  if (blocks.length === 0) return <Empty description={t("source.empty")} />;
  return (
    <div ref={box} className={styles.box}>
      <div className={styles.text}>
        {view.hasPreviousPage ? (
          <More
            label={t("source.before")}
            isLoading={view.isFetchingPreviousPage}
            isWatching={isThere}
            onMore={() => void view.fetchPreviousPage()}
          />
        ) : (
          <p className={styles.edge}>{t("source.beginning")}</p>
        )}
        <SourceBlocks blocks={blocks} cited={cited} />
        {view.hasNextPage ? (
          <More
            label={t("source.after")}
            isLoading={view.isFetchingNextPage}
            isWatching={isThere}
            onMore={() => void view.fetchNextPage()}
          />
        ) : (
          <p className={styles.edge}>{t("source.end")}</p>
        )}
      </div>
    </div>
  );
}

interface MoreProps {
  label: string;
  isLoading: boolean;
  /** Whether coming into sight is enough. */
  isWatching: boolean;
  onMore: () => void;
}

/** Fetches more of the text when it comes into sight, or is pressed. */
function More({ label, isLoading, isWatching, onMore }: MoreProps) {
  const button = useRef<HTMLButtonElement>(null);
  const fetchMore = useRef(onMore);
  useEffect(() => {
    fetchMore.current = onMore;
  });
  useEffect(() => {
    if (!isWatching || isLoading || !button.current) return;
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) fetchMore.current();
    });
    watcher.observe(button.current);
    return () => watcher.disconnect();
  }, [isWatching, isLoading]);
  return (
    <Button ref={button} type="link" block loading={isLoading} onClick={onMore}>
      {label}
    </Button>
  );
}

/**
 * Scroll to a place once its text is there, and keep what is read where it is when text is put before it.
 *
 * @param start Offset of the first character that is there; null while there is none.
 * @returns The ref of the box that scrolls, and whether the place has been reached.
 */
function useReading(place: Range, start: number | null): [RefObject<HTMLDivElement | null>, boolean] {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<{ start: number; height: number } | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || start === null) return;
    if (before.current === null) scrollTo(element, place);
    else if (start < before.current.start) element.scrollTop += element.scrollHeight - before.current.height;
    before.current = { start, height: element.scrollHeight };
  });
  return [box, start !== null];
}

function scrollTo(box: HTMLDivElement, place: Range): void {
  const mark = place.end > place.start ? box.querySelector("mark") : null;
  const block = [...box.querySelectorAll<HTMLElement>("[data-start]")].findLast(
    ({ dataset }) => Number(dataset.start) <= place.start,
  );
  if (mark) scrollBox(box, mark, "center");
  else if (block) scrollBox(box, block, "start");
}
