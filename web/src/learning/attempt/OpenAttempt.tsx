import { AppstoreOutlined, CheckOutlined, LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { asFailure } from "../../api/failure";
import { useIsWide } from "../../app/screen";
import { attemptQuery, submitAttempt } from "../queries";
import type { Attempt } from "../../api/records";
import { AnswerCard } from "./AnswerCard";
import styles from "./Attempt.module.css";
import { isPassing, withMarks } from "./keeper";
import { QuestionView } from "./QuestionView";
import { SavingLine } from "./SavingLine";
import { isAnswered } from "./stem";
import { SubmitDialog } from "./SubmitDialog";
import { TimeLeft } from "./TimeLeft";
import { useKeeper } from "./useKeeper";

const WIDE_REM = 64;
const RETRY_MS = 2000;

/** An attempt that goes on: one question, the way to the others, how it stands with the answers. */
export function OpenAttempt({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation(["learning", "common"]);
  const { questions } = attempt;
  const isPractice = attempt.test_id === "";
  const isWide = useIsWide(WIDE_REM);
  const [keeper, standing] = useKeeper(attempt);
  const [number, goTo] = useQuestionNumber(() => {
    const first = questions.find((each) => !isAnswered(each, standing.kept[each.number]?.answer ?? []));
    return first?.number ?? 1;
  }, questions.length);
  const [showsCard, setShowsCard] = useState(false);
  const [asksToSubmit, setAsksToSubmit] = useState(false);
  const submit = useSubmit(attempt, () => keeper.flush());
  const marks = withMarks(attempt.marks, standing.marks);
  const asked = questions[number - 1];
  if (!asked) return null;
  const missing = questions.filter((each) => {
    const reply = standing.kept[each.number];
    return !reply || reply.is_draft || !isAnswered(each, reply.answer);
  });
  const askToSubmit = (): void => {
    setShowsCard(false);
    setAsksToSubmit(true);
  };
  const card = (
    <AnswerCard
      questions={questions}
      kept={standing.kept}
      marks={marks}
      here={number}
      onGo={(next) => {
        setShowsCard(false);
        goTo(next);
      }}
    />
  );
  const submitButton = (
    <Button type="primary" icon={<CheckOutlined aria-hidden />} onClick={askToSubmit}>
      {t(isPractice ? "attempt.finish" : "attempt.submit")}
    </Button>
  );
  return (
    <div className={styles.attempt}>
      <header className={styles.head}>
        <h1 className={styles.name}>{attempt.name}</h1>
        <span className={styles.progress}>
          <span aria-hidden>{t("attempt.progress", { number, total: questions.length })}</span>
          <span className="visually-hidden">{t("attempt.progress_long", { number, total: questions.length })}</span>
        </span>
        {attempt.due_at && <TimeLeft due={attempt.due_at} onOver={submit.begin} />}
        <SavingLine standing={standing} />
      </header>
      <progress
        className={styles.bar}
        aria-label={t("attempt.answered", { count: questions.length - missing.length, total: questions.length })}
        max={questions.length}
        value={questions.length - missing.length}
      />
      {submit.failure && <Alert className={styles.alert} type="error" showIcon title={submit.failure.advice} />}
      <div className={styles.middle}>
        <QuestionView
          key={number}
          asked={asked}
          reply={standing.kept[number]}
          mark={marks.find((each) => each.number === number)}
          isCheckedAtOnce={attempt.disclosure === "at_once"}
          saving={standing.saving}
          onDraft={(answer) => keeper.draft(number, answer)}
          onAnswer={(answer, isTyping) => keeper.answer(number, answer, { isTyping })}
        />
        {isWide && (
          <aside className={styles.side} aria-label={t("card.title")}>
            {card}
            {submitButton}
          </aside>
        )}
      </div>
      <div className={styles.foot}>
        <Button
          size="large"
          icon={<LeftOutlined aria-hidden />}
          disabled={number === 1}
          onClick={() => goTo(number - 1)}
        >
          {t("attempt.previous")}
        </Button>
        {!isWide && (
          <Button
            size="large"
            icon={<AppstoreOutlined aria-hidden />}
            aria-expanded={showsCard}
            onClick={() => setShowsCard(true)}
          >
            {t("attempt.card")}
          </Button>
        )}
        {number < questions.length ? (
          <Button
            size="large"
            type="primary"
            icon={<RightOutlined aria-hidden />}
            iconPlacement="end"
            onClick={() => goTo(number + 1)}
          >
            {t("attempt.next")}
          </Button>
        ) : (
          <Button size="large" type="primary" icon={<CheckOutlined aria-hidden />} onClick={askToSubmit}>
            {t(isPractice ? "attempt.finish" : "attempt.submit")}
          </Button>
        )}
      </div>
      <Drawer
        open={showsCard && !isWide}
        placement="bottom"
        size="min(28rem, 80vh)"
        title={t("card.title")}
        closable={{ "aria-label": t("common:close") }}
        extra={submitButton}
        onClose={() => setShowsCard(false)}
      >
        {card}
      </Drawer>
      <SubmitDialog
        open={asksToSubmit || submit.isPending}
        isPractice={isPractice}
        missing={missing.map((each) => each.number)}
        total={questions.length}
        isPending={submit.isPending}
        isWaiting={standing.saving === "waiting" || submit.isRetrying}
        onGo={(next) => {
          setAsksToSubmit(false);
          goTo(next);
        }}
        onSubmit={submit.begin}
        onClose={() => {
          setAsksToSubmit(false);
          submit.stop();
        }}
      />
    </div>
  );
}

/** Return the question that is shown, as the address says it, and how to go to another. */
function useQuestionNumber(first: () => number, total: number): [number, (number: number) => void] {
  const [parameters, setParameters] = useSearchParams();
  const [begun] = useState(first);
  const told = Math.trunc(Number(parameters.get("question")));
  const goTo = (number: number): void => setParameters({ question: String(number) }, { replace: true });
  return [told >= 1 && told <= total ? told : begun, goTo];
}

/** Return how to hand an attempt in: once the server has every answer, however long that takes. */
function useSubmit({ id }: Attempt, flush: () => Promise<void>) {
  const queries = useQueryClient();
  const isWanted = useRef(false);
  const { mutate, isPending, failureCount, error } = useMutation({
    mutationFn: async () => {
      await flush();
      return isWanted.current ? submitAttempt(id) : null;
    },
    // Without a network the answers wait in `flush`, and the person is told.
    networkMode: "always",
    retry: (_, failed) => isWanted.current && isPassing(asFailure(failed)),
    retryDelay: RETRY_MS,
    onSuccess: (submitted) => {
      if (submitted) queries.setQueryData(attemptQuery(id).queryKey, submitted);
      void queries.invalidateQueries({ queryKey: ["learning"] });
    },
    // It may have been handed in on another machine, or by itself.
    onError: () => void queries.invalidateQueries({ queryKey: attemptQuery(id).queryKey }),
  });
  useEffect(
    () => () => {
      isWanted.current = false;
    },
    [],
  );
  return {
    isPending,
    isRetrying: isPending && failureCount > 0,
    failure: error ? asFailure(error) : null,
    begin: () => {
      if (isPending) return;
      isWanted.current = true;
      mutate();
    },
    stop: () => {
      isWanted.current = false;
    },
  };
}
