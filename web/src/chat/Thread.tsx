import { HistoryOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Drawer, Result, Spin } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { asFailure } from "../api/failure";
import type { Filters, Message } from "../api/records";
import { Loading } from "../app/Loading";
import { scrollBox } from "../app/scrolling";
import { Composer } from "./asking/Composer";
import { NO_FILTERS } from "./asking/filters";
import { Welcome } from "./asking/Welcome";
import { ConversationList } from "./conversations/ConversationList";
import { conversationQuery } from "./queries";
import type { OpenedSource } from "./source/opened";
import styles from "./Thread.module.css";
import { Turn, TurnFrame } from "./Turn";
import { useAsking } from "./useAsking";

interface ThreadProps {
  /** The conversation; empty for one that has not begun. */
  id: string;
  /** Whether the list of conversations stands beside. */
  hasList: boolean;
  source: OpenedSource | null;
  onOpen: (source: OpenedSource) => void;
}

/** A conversation from its first question to the box for the next one. */
export function Thread({ id, hasList, source, onOpen }: ThreadProps) {
  const { t } = useTranslation("chat");
  const { data: conversation, error, isFetching } = useQuery(conversationQuery(id));
  const turns = conversation?.turns ?? [];
  const asking = useAsking();
  const [question, setQuestion] = useState("");
  const [chosen, setChosen] = useState<{ id: string; filters: Filters } | null>(null);
  // A conversation goes on where it looked last.
  const filters = chosen?.id === id ? chosen.filters : (turns.at(-1)?.filters ?? NO_FILTERS);
  const scroll = useScroll(turns.length + (asking.pending ? 1 : 0));

  const ask = async (asked: string): Promise<void> => {
    if (!asked.trim() || asking.pending) return;
    setQuestion("");
    // What did not arrive stands in the box again.
    if (!(await asking.ask(id, asked.trim(), filters))) setQuestion((typed) => typed || asked);
  };

  return (
    <div className={styles.frame}>
      {!hasList && <ListButton id={id} title={conversation?.title ?? ""} />}
      <div className={styles.thread} ref={scroll}>
        <div className={styles.turns}>
          {id && error && !conversation ? (
            <Result
              status="warning"
              title={t("not_opened.title")}
              subTitle={asFailure(error).advice}
              extra={<Link to="/">{t("not_opened.new")}</Link>}
            />
          ) : id && !conversation && isFetching ? (
            <Loading />
          ) : (
            turns.length === 0 &&
            !asking.pending && <Welcome library={filters.library ?? null} onAsk={(example) => void ask(example)} />
          )}
          {conversation && <h1 className="visually-hidden">{conversation.title}</h1>}
          {turns.map((message, index) => (
            <Turn
              key={message.id}
              message={message}
              live={asking.live}
              isLast={index === turns.length - 1}
              source={source}
              onOpen={onOpen}
              onAsk={(next) => void ask(next)}
              onRetry={() => void asking.retry(id, message.id)}
            />
          ))}
          {asking.pending && (
            <TurnFrame question={asking.pending}>
              <p className={styles.progress}>
                <Spin size="small" /> {t("turn.searching")}
              </p>
            </TurnFrame>
          )}
        </div>
        <div className={styles.box}>
          {asking.failure && <Alert type="error" showIcon title={asking.failure.advice} />}
          <Composer
            question={question}
            onQuestion={setQuestion}
            filters={filters}
            onFilters={(next) => setChosen({ id, filters: next })}
            isSending={asking.pending !== ""}
            onSubmit={() => void ask(question)}
          />
        </div>
      </div>
      <Announcer turns={turns} />
    </div>
  );
}

/** The list of conversations behind a button, where there is no room beside. */
function ListButton({ id, title }: { id: string; title: string }) {
  const { t } = useTranslation(["chat", "common"]);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className={styles.bar}>
      <Button type="text" icon={<HistoryOutlined aria-hidden />} onClick={() => setIsOpen(true)}>
        {t("conversations.title")}
      </Button>
      <span className={styles.title}>{title}</span>
      <Drawer
        placement="left"
        size="min(22rem, 90vw)"
        open={isOpen}
        title={t("conversations.title")}
        closable={{ "aria-label": t("common:close") }}
        onClose={() => setIsOpen(false)}
        styles={{ body: { padding: 0 } }}
        destroyOnHidden
      >
        <ConversationList current={id} onChosen={() => setIsOpen(false)} />
      </Drawer>
    </div>
  );
}

/** Tells people who do not see the page how far the last question has come. */
function Announcer({ turns }: { turns: readonly Message[] }) {
  const { t } = useTranslation("chat");
  const last = turns.at(-1);
  const words = (): string => {
    if (!last) return "";
    if (last.state === "running") return t("turn.writing");
    return last.answer ? t("turn.done", { grade: t(`grade.${last.answer.grade}.name`) }) : "";
  };
  return (
    <p className="visually-hidden" role="status">
      {words()}
    </p>
  );
}

/** Bring a new question to the top of the box; its answer grows under it. */
function useScroll(asked: number) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const last = box.current?.querySelector("article:last-of-type");
    if (box.current && last) scrollBox(box.current, last, "start");
  }, [asked]);
  return box;
}
