import { Drawer } from "antd";
import { lazy, Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMatch } from "react-router";

import { Loading } from "../app/Loading";
import { useIsWide } from "../app/screen";
import styles from "./ChatPage.module.css";
import { ConversationList } from "./conversations/ConversationList";
import { useOpenedSource } from "./source/opened";
import { Thread } from "./Thread";

const SourcePanel = lazy(() => import("./source/SourcePanel"));

// Wide enough for the list beside the questions, and for a source beside both.
const WIDE_REM = 62;
const WIDER_REM = 88;

/** 问政策: conversations, questions with their answers, and the source of what was answered. */
export function Component() {
  const id = useMatch("/c/:id")?.params.id ?? "";
  const { t } = useTranslation("chat");
  const isWide = useIsWide(WIDE_REM);
  const isWider = useIsWide(WIDER_REM);
  const [source, openSource] = useOpenedSource();
  const opener = useRef<Element | null>(null);
  const close = (): void => {
    openSource(null);
    // Back to the mark that opened it.
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  const panel = source && (
    <Suspense fallback={<Loading />}>
      <SourcePanel key={source.revision} source={source} onClose={close} />
    </Suspense>
  );
  const showsList = isWide && (isWider || !source);
  return (
    <div className={styles.page}>
      {showsList && (
        <aside className={styles.list}>
          <ConversationList current={id} />
        </aside>
      )}
      <div className={styles.thread}>
        <Thread
          id={id}
          hasList={showsList}
          source={source}
          onOpen={(next) => {
            opener.current = document.activeElement;
            openSource(next);
          }}
        />
      </div>
      {isWide && panel && <div className={styles.source}>{panel}</div>}
      {!isWide && (
        <Drawer
          open={source !== null}
          aria-label={t("source.title")}
          onClose={close}
          size="100%"
          closable={false}
          styles={{ body: { padding: 0 } }}
        >
          {panel}
        </Drawer>
      )}
    </div>
  );
}
