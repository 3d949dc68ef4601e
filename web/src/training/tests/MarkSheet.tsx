import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Empty, InputNumber } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import type { ListedTest, ToMark } from "../../api/records";
import { Loading } from "../../app/Loading";
import { StateTag } from "../../app/StateTag";
import drafting from "../../drafting/Drafting.module.css";
import { giveMark, testsQuery, toMarkQuery } from "../papers/queries";

interface MarkSheetProps {
  test: ListedTest["test"];
  onClose: () => void;
}

/** The short answers of a test, which a person marks. */
export function MarkSheet({ test: { id, name }, onClose }: MarkSheetProps) {
  const { t } = useTranslation(["papers", "common"]);
  const { data: answers, error } = useQuery(toMarkQuery(id));
  return (
    <Drawer
      open
      size="min(44rem, 100vw)"
      title={t("mark.title", { name })}
      closable={{ "aria-label": t("common:close") }}
      onClose={onClose}
    >
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {!answers && !error && <Loading />}
      {answers?.length === 0 && <Empty description={t("mark.none")} />}
      <ul className={drafting.list}>
        {answers?.map((each) => (
          <li key={`${each.attempt_id} ${each.number}`} className={drafting.card}>
            <AnswerForm answer={each} />
          </li>
        ))}
      </ul>
    </Drawer>
  );
}

function AnswerForm({ answer: given }: { answer: ToMark }) {
  const { t } = useTranslation(["papers", "common"]);
  const { attempt_id, number, situation, stem, learner, department, answer, key, points: most, earned } = given;
  const id = useId();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [points, setPoints] = useState(earned === null ? null : Number(earned));
  const save = useMutation({
    mutationFn: (wanted: number) => giveMark(attempt_id, number, wanted),
    onSuccess: () => {
      void message.success(t("mark.saved"));
      void queries.invalidateQueries({ queryKey: testsQuery.queryKey });
    },
    onError: (error) => void message.error(asFailure(error).advice),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (points !== null) save.mutate(points);
      }}
    >
      {situation && <p className={drafting.note}>{situation}</p>}
      <h3 className={drafting.sub}>
        {stem} {earned !== null && <StateTag tone="good">{t("mark.done")}</StateTag>}
      </h3>
      <p className={drafting.note}>
        {t("mark.answer", { learner: department ? `${learner}（${department}）` : learner })}
      </p>
      <p>{answer}</p>
      <p className={drafting.note}>{t("mark.key")}</p>
      <ul>
        {key.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <div className={drafting.buttons}>
        <label htmlFor={id}>{t("mark.points", { points: Number(most) })}</label>
        <InputNumber
          id={id}
          min={0}
          max={Number(most)}
          step={0.5}
          controls={false}
          value={points}
          onChange={setPoints}
        />
        <Button type="primary" htmlType="submit" disabled={points === null} loading={save.isPending}>
          {t("mark.save")}
        </Button>
      </div>
    </form>
  );
}
