import { PauseCircleOutlined, ReloadOutlined } from "@ant-design/icons";
import Bubble from "@ant-design/x/es/bubble";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Spin } from "antd";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";

import type { Message } from "../api/records";
import { AnswerView } from "./answer/AnswerView";
import { Questions } from "./asking/Welcome";
import { type LiveAnswers, useLiveAnswer } from "./live";
import { followUpsQuery, useStop } from "./queries";
import type { OpenedSource } from "./source/opened";
import styles from "./Turn.module.css";

interface TurnProps {
  message: Message;
  live: LiveAnswers;
  isLast: boolean;
  source: OpenedSource | null;
  onOpen: (source: OpenedSource) => void;
  onAsk: (question: string) => void;
  onRetry: () => void;
}

/** One question of a conversation, and what became of it. */
export function Turn(props: TurnProps) {
  const { message, isLast, onAsk } = props;
  return (
    <TurnFrame question={message.question}>
      <Outcome {...props} />
      {isLast && message.state === "answered" && <FollowUps message={message} onAsk={onAsk} />}
    </TurnFrame>
  );
}

/** A question with whatever stands under it. */
export function TurnFrame({ question, children }: { question: string; children: ReactNode }) {
  const { t } = useTranslation("chat");
  return (
    <article className={styles.turn} aria-label={question}>
      <h2 className={styles.question}>
        <span className="visually-hidden">{t("turn.question")}：</span>
        <Bubble placement="end" content={question} className={styles.bubble} />
      </h2>
      <div className={styles.answer} role="group" aria-label={t("turn.answer")}>
        {children}
      </div>
    </article>
  );
}

function Outcome({ message, live, source, onOpen, onRetry }: TurnProps) {
  const { t } = useTranslation("chat");
  const retry = (
    <Button icon={<ReloadOutlined aria-hidden />} onClick={onRetry}>
      {t("turn.retry")}
    </Button>
  );
  const { answer, failure } = message;
  switch (message.state) {
    case "running":
      return <Running message={message} live={live} />;
    case "answered":
      return answer ? (
        <AnswerView message={message} answer={answer} source={source} onOpen={onOpen} onRetry={onRetry} />
      ) : null;
    case "failed":
      return <Alert type="error" showIcon title={failure?.message} description={failure?.hint} action={retry} />;
    case "stopped":
      return <Alert type="info" showIcon title={t("turn.stopped")} action={retry} />;
    case "interrupted":
      return <Alert type="warning" showIcon title={t("turn.interrupted")} action={retry} />;
  }
}

function Running({ message, live }: Pick<TurnProps, "message" | "live">) {
  const { t } = useTranslation("chat");
  const answer = useLiveAnswer(live, message.id);
  const stop = useStop();
  useEffect(() => live.follow(message.id), [live, message.id]);
  return (
    <>
      {answer?.text && <p className={styles.text}>{answer.text}</p>}
      {answer && !answer.isConnected && <Alert type="warning" showIcon title={t("turn.reconnecting")} />}
      <p className={styles.progress}>
        <Spin size="small" />
        <span>{t(answer?.text ? "turn.writing" : "turn.searching")}</span>
        <Button
          size="small"
          icon={<PauseCircleOutlined aria-hidden />}
          loading={stop.isPending}
          onClick={() => stop.mutate(message.id)}
        >
          {t("turn.stop")}
        </Button>
      </p>
    </>
  );
}

function FollowUps({ message, onAsk }: Pick<TurnProps, "message" | "onAsk">) {
  const { t } = useTranslation("chat");
  const { data: questions = [] } = useQuery(followUpsQuery(message.id));
  if (questions.length === 0) return null;
  return (
    <section className={styles.followUps} aria-label={t("turn.follow_ups")}>
      <h3>{t("turn.follow_ups")}</h3>
      <Questions questions={questions} onAsk={onAsk} />
    </section>
  );
}
