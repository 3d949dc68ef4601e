import { ClockCircleOutlined, PlayCircleOutlined, PlusOutlined, StopOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import type { ListedTest } from "../../api/records";
import { showMoment } from "../../app/moments";
import { Page } from "../../app/Page";
import { StateTag } from "../../app/StateTag";
import styles from "../../learning/Learning.module.css";
import { Shown } from "../../learning/Shown";
import { useAddress } from "../../library/address";
import { deleteTest, testsQuery } from "../papers/queries";
import { TrainingTabs } from "../TrainingTabs";
import { MarkSheet } from "./MarkSheet";
import { ResultSheet } from "./ResultSheet";
import { TestForm } from "./TestForm";

const LOOKS = {
  open: { tone: "good", icon: <PlayCircleOutlined aria-hidden /> },
  coming: { tone: "busy", icon: <ClockCircleOutlined aria-hidden /> },
  past: { tone: "plain", icon: <StopOutlined aria-hidden /> },
} as const;

/** Tests: set, changed, looked at, marked. */
export function Component() {
  const { t } = useTranslation("papers");
  const [read, change] = useAddress<"new" | "paper" | "edit" | "results" | "mark">();
  const query = useQuery(testsQuery);
  const find = (id: string): ListedTest | undefined => query.data?.find(({ test }) => test.id === id);
  const [edited, resulted, marked] = [find(read("edit")), find(read("results")), find(read("mark"))];
  return (
    <Page
      title={t("tests.title")}
      intro={t("tests.intro")}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => change({ new: "1" })}>
          {t("tests.new")}
        </Button>
      }
    >
      <TrainingTabs current="tests" />
      <Shown query={query} none={t("tests.none")} noneNote={t("tests.none_note")}>
        {(tests) => (
          <ul className={styles.list}>
            {tests.map((listed) => (
              <li key={listed.test.id} className={styles.item}>
                <TestCard listed={listed} onOpen={(sheet) => change({ [sheet]: listed.test.id })} />
              </li>
            ))}
          </ul>
        )}
      </Shown>
      {(read("new") || edited) && (
        <TestForm
          key={edited?.test.id}
          listed={edited}
          paper={read("paper")}
          onClose={() => change({ new: "", paper: "", edit: "" })}
        />
      )}
      {resulted && <ResultSheet test={resulted.test} onClose={() => change({ results: "" })} />}
      {marked && <MarkSheet test={marked.test} onClose={() => change({ mark: "" })} />}
    </Page>
  );
}

interface TestCardProps {
  listed: ListedTest;
  /** Told what is to be opened beside the list. */
  onOpen: (sheet: "edit" | "results" | "mark") => void;
}

function TestCard({ listed: { test, phase, learners, submitted, to_mark }, onOpen }: TestCardProps) {
  const { t } = useTranslation("papers");
  const { departments } = test;
  const facts = [
    t("tests.window", { opens: showMoment(test.opens_at), closes: showMoment(test.closes_at) }),
    test.minutes ? t("tests.minutes", { minutes: test.minutes }) : t("tests.no_limit"),
    t("tests.pass", { percent: test.pass_percent }),
    departments.length > 0 ? t("tests.departments", { names: departments.join("、") }) : t("tests.everybody"),
  ];
  const named = (action: string) => ({ children: action, "aria-label": t("tests.of", { action, name: test.name }) });
  return (
    <>
      <h2 className={styles.heading}>
        <StateTag {...LOOKS[phase]}>{t(`tests.phase.${phase}`)}</StateTag>
        {test.name}
      </h2>
      <ul className={styles.facts}>
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <p className={styles.done}>
        {t("tests.progress", { learners: learners ?? 0, submitted: submitted ?? 0 })}{" "}
        {!!to_mark && <StateTag tone="look">{t("tests.to_mark", { count: to_mark })}</StateTag>}
      </p>
      <div className={styles.actions}>
        <Button type="primary" {...named(t("tests.results"))} onClick={() => onOpen("results")} />
        <Button {...named(t("tests.mark"))} onClick={() => onOpen("mark")} />
        <Button {...named(t("tests.edit"))} onClick={() => onOpen("edit")} />
        <DeleteButton id={test.id} name={test.name} />
      </div>
    </>
  );
}

function DeleteButton({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation(["papers", "common"]);
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const strike = useMutation({
    mutationFn: () => deleteTest(id),
    onSuccess: () => {
      void message.success(t("tests.deleted"));
      void queries.invalidateQueries({ queryKey: testsQuery.queryKey });
    },
    onError: (error) => void message.error(asFailure(error).advice),
  });
  const ask = (): void => {
    modal.confirm({
      title: t("tests.delete_title", { name }),
      content: t("tests.delete_note"),
      okText: t("common:delete"),
      cancelText: t("common:cancel"),
      onOk: () => strike.mutateAsync().then(() => undefined, () => undefined),
    });
  };
  return (
    <Button
      danger
      aria-label={t("tests.of", { action: t("tests.delete"), name })}
      loading={strike.isPending}
      onClick={ask}
    >
      {t("tests.delete")}
    </Button>
  );
}
