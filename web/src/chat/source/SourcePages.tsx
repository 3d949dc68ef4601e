import { ZoomInOutlined, ZoomOutOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Place } from "../../api/records";
import { scrollBox } from "../../app/scrolling";
import type { Range } from "./highlighting";
import { placesQuery } from "./queries";
import styles from "./SourcePages.module.css";

// Shares of the panel's width, and the picture that is sharp enough for each, in pixels.
const ZOOMS = [
  { percent: 100, width: 1000 },
  { percent: 150, width: 1500 },
  { percent: 200, width: 2000 },
] as const;

interface SourcePagesProps {
  revision: string;
  pages: number;
  cited: Range;
  /** The page on which the citation begins, where that is known. */
  page: number | null;
}

/** The pages of an original as pictures, with the cited place marked. */
export function SourcePages({ revision, pages, cited, page }: SourcePagesProps) {
  const { t } = useTranslation("chat");
  const { data: places, isSuccess } = useQuery(placesQuery(revision, cited));
  const [zoom, setZoom] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const target = places?.[0]?.page ?? page ?? 1;
  useEffect(() => {
    const sheet = box.current?.querySelector(`[data-page="${target}"]`);
    if (!box.current || !sheet) return;
    const place = sheet.querySelector(`.${styles.place}`);
    scrollBox(box.current, place ?? sheet, place ? "center" : "start");
  }, [target, places]);
  const { percent, width } = ZOOMS[zoom] ?? ZOOMS[0];
  return (
    <div className={styles.frame}>
      <div className={styles.tools}>
        {isSuccess && places.length === 0 && <Alert type="info" title={t("source.no_places")} />}
        <Button
          icon={<ZoomOutOutlined aria-hidden />}
          aria-label={t("source.zoom_out")}
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        />
        <span>{percent}%</span>
        <Button
          icon={<ZoomInOutlined aria-hidden />}
          aria-label={t("source.zoom_in")}
          disabled={zoom === ZOOMS.length - 1}
          onClick={() => setZoom(zoom + 1)}
        />
      </div>
      {/* The pages scroll by themselves, also with the arrow keys. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={box} className={styles.box} tabIndex={0} role="region" aria-label={t("source.pages")}>
        <ol className={styles.pages} style={{ width: `${percent}%` }}>
          {Array.from({ length: pages }, (_, index) => (
            <Page
              key={index + 1}
              number={index + 1}
              picture={`/api/v1/revisions/${revision}/pages/${index + 1}.png?width=${width}`}
              places={places?.filter((place) => place.page === index + 1) ?? []}
            />
          ))}
        </ol>
      </div>
    </div>
  );
}

function Page({ number, picture, places }: { number: number; picture: string; places: Place[] }) {
  const { t } = useTranslation(["chat", "common"]);
  const [hasFailed, setHasFailed] = useState(false);
  return (
    <li data-page={number} className={styles.page}>
      {hasFailed ? (
        <p className={styles.failed}>{t("source.page_failed")}</p>
      ) : (
        <img
          src={picture}
          alt={t("source.page_picture", { page: number })}
          loading="lazy"
          decoding="async"
          className={styles.picture}
          onError={() => setHasFailed(true)}
        />
      )}
      {places.map(({ left, top, width, height }, index) => (
        <span
          key={index}
          className={styles.place}
          style={{ left: share(left), top: share(top), width: share(width), height: share(height) }}
        />
      ))}
      <span className={styles.number}>{t("common:page_number", { page: number })}</span>
    </li>
  );
}

function share(fraction: number): string {
  return `${(fraction * 100).toFixed(3)}%`;
}
