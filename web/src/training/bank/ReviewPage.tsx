import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Empty } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { asFailure } from "../../api/failure";
import type { ItemView } from "../../api/records";
import { Loading } from "../../app/Loading";
import { Page } from "../../app/Page";
import drafting from "../../drafting/Drafting.module.css";
import { useAddress } from "../../library/address";
import styles from "./Bank.module.css";
import { FlawList } from "./FlawList";
import { PartList, QuestionReasons, QuestionText } from "./ItemBody";
import { ItemFacts } from "./ItemFacts";
import { ItemForm } from "./ItemForm";
import { itemsQuery } from "./queries";
import { ReasonDialog } from "./ReasonDialog";
import { RewordButton } from "./RewordButton";
import { useDecide } from "./useDecide";

const AT_A_TIME = 100;

/** Drafts, one at a time, with the evidence beside the question; all by keyboard. */
export function Component() {
  const { t } = useTranslation("training");
  const [read] = useAddress<"library">();
  const items = useQuery(itemsQuery({ state: "draft", library: read("library") || null, page_size: AT_A_TIME }));
  return (
    <Page
      title={t("review.title")}
      intro={t("review.intro")}
      actions={<Link to="/training">{t("item.to_bank")}</Link>}
    >
      {items.error && <Alert type="error" showIcon title={asFailure(items.error).advice} />}
      {items.isPending && <Loading />}
      {items.data &&
        (items.data.total === 0 ? (
          <Empty
            className={drafting.empty}
            description={
              <>
                <strong>{t("review.none")}</strong>
                <div>{t("review.none_hint")}</div>
              </>
            }
          />
        ) : (
          <Queue views={items.data.items} total={items.data.total} />
        ))}
    </Page>
  );
}

function Queue({ views, total }: { views: readonly ItemView[]; total: number }) {
  const { t } = useTranslation("training");
  const [place, setPlace] = useState(0);
  const [mode, setMode] = useState<"read" | "edit" | "reject">("read");
  const decide = useDecide();
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = Math.min(place, views.length - 1);
  const view = views[shown];
  const id = view?.item.id;
  useEffect(() => {
    // The next item is read out, and keys count on the page again.
    heading.current?.focus({ preventScroll: true });
  }, [id]);
  const isBusy = decide.isPending;
  const actions: Record<string, () => void> = {
    a: () => id && !isBusy && decide.mutate({ ids: [id], decisions: ["accept"] }),
    p: () => id && !isBusy && decide.mutate({ ids: [id], decisions: ["accept", "publish"] }),
    r: () => setMode("reject"),
    e: () => setMode("edit"),
    j: () => setPlace(Math.min(shown + 1, views.length - 1)),
    k: () => setPlace(Math.max(shown - 1, 0)),
  };
  const pressed = useRef(actions);
  useEffect(() => {
    pressed.current = mode === "read" ? actions : {};
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const act = pressed.current[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  if (!view) return null;
  if (mode === "edit") {
    return <ItemForm key={view.version} view={view} onDone={() => setMode("read")} onClose={() => setMode("read")} />;
  }
  return (
    <>
      <h2 ref={heading} tabIndex={-1} className={styles.place}>
        {t("review.place", { place: shown + 1, count: total })}
      </h2>
      <p className={drafting.soft}>{t("review.keys")}</p>
      <div className={styles.columns}>
        <section className={drafting.panel} aria-label={t("item.title")}>
          <ItemFacts view={view} />
          <QuestionText question={view.item} />
          <PartList parts={view.item.parts} />
          <FlawList flaws={view.flaws} />
        </section>
        <section className={drafting.panel} aria-label={t("item.evidence")}>
          <QuestionReasons question={view.item} />
          {view.item.difficulty_reasons.length > 0 && (
            <p className={drafting.soft}>
              {t("item.difficulty")}：{view.item.difficulty_reasons.join("；")}
            </p>
          )}
        </section>
      </div>
      <div className={drafting.bar}>
        <Button type="primary" loading={isBusy} onClick={actions.a}>
          {t("review.accept")}
        </Button>
        <Button disabled={isBusy} onClick={actions.p}>
          {t("review.publish")}
        </Button>
        <Button disabled={isBusy} onClick={actions.r}>
          {t("review.reject")}
        </Button>
        <Button onClick={actions.e}>{t("review.edit")}</Button>
        <RewordButton view={view} />
        <Button disabled={shown === 0} onClick={actions.k}>
          {t("review.previous")}
        </Button>
        <Button disabled={shown === views.length - 1} onClick={actions.j}>
          {t("review.next")}
        </Button>
      </div>
      {mode === "reject" && (
        <ReasonDialog
          decision="reject"
          onClose={() => setMode("read")}
          onReason={(reason) => {
            setMode("read");
            decide.mutate({ ids: [view.item.id], decisions: ["reject"], reason });
          }}
        />
      )}
    </>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
