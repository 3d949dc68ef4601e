import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../api/failure";
import type { Piece } from "../api/records";
import { Loading } from "../app/Loading";
import { type Change, pathOf, piecesOf } from "./differing";
import styles from "./Difference.module.css";
import { differenceQuery } from "./queries";
import { StateTag, type Tone } from "../app/StateTag";

const TONES: Record<Change["kind"], Tone> = {
  added: "good",
  removed: "bad",
  changed: "look",
  renumbered: "busy",
  moved: "busy",
};

interface DifferenceProps {
  id: string;
  /** Numbers of revisions. */
  from: number;
  to: number;
}

/** How a document changed from one revision to the next, part by part. */
export function Difference({ id, from, to }: DifferenceProps) {
  const { t } = useTranslation("library");
  const { data: difference, error } = useQuery(differenceQuery(id, from, to));
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!difference) return <Loading />;
  const { changes, unchanged } = difference;
  return (
    <section className={styles.difference} aria-label={t("revision.difference", { old: from, new: to })}>
      <h3>{t("revision.difference", { old: from, new: to })}</h3>
      {changes.length === 0 ? (
        <p>{t("revision.same")}</p>
      ) : (
        <p className={styles.legend}>{t("revision.legend")}</p>
      )}
      <ol className={styles.changes}>
        {changes.map((change, index) => (
          <li key={index} className={styles.change}>
            <Heading change={change} />
            <p className={styles.text}>
              {piecesOf(change).map((piece, number) => (
                <Words key={number} piece={piece} />
              ))}
            </p>
          </li>
        ))}
      </ol>
      {unchanged > 0 && changes.length > 0 && (
        <p className={styles.legend}>{t("revision.unchanged", { count: unchanged })}</p>
      )}
    </section>
  );
}

function Heading({ change: { kind, old, new: current } }: { change: Change }) {
  const { t } = useTranslation("library");
  const before = pathOf(old);
  const after = pathOf(current ?? old) || t("revision.beginning");
  return (
    <h4 className={styles.heading}>
      <StateTag tone={TONES[kind]}>{t(`revision.kind.${kind}`)}</StateTag>
      {after}
      {before && current && before !== after && (
        <span className={styles.legend}> {t("revision.from", { path: before })}</span>
      )}
    </h4>
  );
}

/** Words that were added or removed: told by a sign, by colour, and to screen readers in words. */
function Words({ piece: { kind, text } }: { piece: Piece }) {
  const { t } = useTranslation("library");
  if (kind === "same") return text;
  const isAdded = kind === "added";
  const Mark = isAdded ? "ins" : "del";
  return (
    <Mark className={isAdded ? styles.added : styles.removed}>
      <span aria-hidden>{isAdded ? "＋" : "－"}</span>
      <span className="visually-hidden">{t(isAdded ? "revision.added_piece" : "revision.removed_piece")}</span>
      {text}
    </Mark>
  );
}
