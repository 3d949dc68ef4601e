import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";

import { asFailure } from "../../api/failure";
import { saveFile } from "../../api/files";
import type { Item, ItemKind, Paper, PaperItem, Question } from "../../api/records";
import { Loading } from "../../app/Loading";
import { Page } from "../../app/Page";
import drafting from "../../drafting/Drafting.module.css";
import { letterOf } from "../../learning/attempt/stem";
import { TrainingTabs } from "../TrainingTabs";
import { lettersOf } from "./blueprint";
import styles from "./Papers.module.css";
import { deletePaper, paperQuery, papersQuery, replaceItem } from "./queries";

const SHEETS = ["paper", "answer_sheet", "key"] as const;

/** A paper: its items, which may be exchanged, and its files. */
export function Component() {
  const { t } = useTranslation("papers");
  const { id = "" } = useParams();
  const { data: paper, error } = useQuery(paperQuery(id));
  if (paper) return <Shown paper={paper} />;
  if (!error) return <Loading />;
  return (
    <Page title={t("papers.title")}>
      <TrainingTabs current="papers" />
      <Alert type="error" showIcon title={asFailure(error).advice} />
    </Page>
  );
}

function Shown({ paper }: { paper: Paper }) {
  const { t } = useTranslation(["papers", "learning"]);
  const navigate = useNavigate();
  const points = paper.items.reduce((sum, each) => sum + Number(each.points), 0);
  return (
    <Page
      title={paper.blueprint.name}
      intro={t("paper.points", { points, questions: paper.items.length })}
      actions={
        <>
          <Button type="primary" onClick={() => void navigate(`/training/tests?new=1&paper=${paper.id}`)}>
            {t("paper.test")}
          </Button>
          <DeleteButton paper={paper} />
        </>
      }
    >
      <TrainingTabs current="papers" />
      {paper.notes.map((note) => (
        <Alert key={note} className={drafting.above} type="warning" showIcon title={note} />
      ))}
      <section className={drafting.panel}>
        <h2 className={drafting.title}>{t("paper.download")}</h2>
        <Downloads paper={paper} />
      </section>
      {sectionsOf(paper.items).map(([kind, items]) => (
        <section key={kind} className={drafting.panel}>
          <h2 className={drafting.title}>
            {t("paper.section", {
              kind: t(`learning:kind.${kind}`),
              count: items.length,
              points: items.reduce((sum, each) => sum + Number(each.points), 0),
            })}
          </h2>
          <ol className={styles.items}>
            {items.map((each) => (
              <li key={each.number} className={styles.item}>
                <ItemShown paper={paper.id} asked={each} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </Page>
  );
}

function Downloads({ paper: { id, blueprint } }: { paper: Paper }) {
  const { t } = useTranslation("papers");
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: ({ letter, sheet }: { letter: string; sheet: string }) =>
      saveFile(`/api/v1/papers/${id}/${letter}.docx?kind=${sheet}&rationale=${sheet === "key"}`),
    onError: (error) => void message.error(asFailure(error).advice),
  });
  return lettersOf(blueprint.versions).map((letter) => (
    <div key={letter} className={styles.downloads}>
      <strong>{t("paper.version", { letter })}</strong>
      {SHEETS.map((sheet) => (
        <Button
          key={sheet}
          icon={<DownloadOutlined aria-hidden />}
          aria-label={t("paper.sheet_of", { letter, sheet: t(`paper.sheet.${sheet}`) })}
          loading={save.isPending && save.variables.letter === letter && save.variables.sheet === sheet}
          onClick={() => save.mutate({ letter, sheet })}
        >
          {t(`paper.sheet.${sheet}`)}
        </Button>
      ))}
    </div>
  ));
}

function DeleteButton({ paper: { id, blueprint } }: { paper: Paper }) {
  const { t } = useTranslation(["papers", "common"]);
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const strike = useMutation({
    mutationFn: () => deletePaper(id),
    onSuccess: () => {
      void message.success(t("paper.deleted"));
      void navigate("/training/papers");
      void queries.invalidateQueries({ queryKey: papersQuery.queryKey, exact: true });
    },
    onError: (error) => void message.error(asFailure(error).advice),
  });
  const ask = (): void => {
    modal.confirm({
      title: t("paper.delete_title", { name: blueprint.name }),
      content: t("paper.delete_note"),
      okText: t("common:delete"),
      cancelText: t("common:cancel"),
      onOk: () => strike.mutateAsync().then(() => undefined, () => undefined),
    });
  };
  return (
    <Button danger loading={strike.isPending} onClick={ask}>
      {t("paper.delete")}
    </Button>
  );
}

function ItemShown({ paper, asked: { number, points, item } }: { paper: string; asked: PaperItem }) {
  const { t } = useTranslation("papers");
  const { message } = App.useApp();
  const queries = useQueryClient();
  const replace = useMutation({
    mutationFn: () => replaceItem(paper, number),
    onSuccess: (next) => {
      queries.setQueryData(paperQuery(paper).queryKey, next);
      void message.success(t("paper.replaced", { number }));
    },
    onError: (error) => void message.error(asFailure(error).advice),
  });
  return (
    <>
      <QuestionShown
        label={`${number}. `}
        question={item}
        end={<span className={styles.soft}>（{t("paper.each", { points: Number(points) })}）</span>}
      />
      <Parts item={item} />
      <Button
        size="small"
        aria-label={t("paper.replace_of", { number })}
        loading={replace.isPending}
        onClick={() => replace.mutate()}
      >
        {t("paper.replace")}
      </Button>
    </>
  );
}

function Parts({ item: { parts } }: { item: Item }) {
  return parts.map((part, index) => <QuestionShown key={index} label={`（${index + 1}）`} question={part} />);
}

interface QuestionShownProps {
  label: string;
  question: Question;
  end?: React.ReactNode;
}

function QuestionShown({ label, question, end }: QuestionShownProps) {
  const { t } = useTranslation("papers");
  const { kind, stem, options, key, rationale } = question;
  return (
    <>
      <p className={styles.stem}>
        {label}
        {stem}
        {end}
      </p>
      {kind !== "true_false" && options.length > 0 && (
        <ol className={styles.options}>
          {options.map((option, index) => (
            <li key={option}>
              {letterOf(index)}. {option}
            </li>
          ))}
        </ol>
      )}
      {key.length > 0 && (
        <p className={styles.key}>
          {t("paper.key", {
            key: kind === "true_false" ? (key[0] === "A" ? options[0] : options[1]) : key.join("、"),
          })}
        </p>
      )}
      {rationale && <p className={styles.soft}>{t("paper.rationale", { rationale })}</p>}
    </>
  );
}

/** Return the items of a paper by kind, as its sections follow each other. */
function sectionsOf(items: readonly PaperItem[]): [ItemKind, PaperItem[]][] {
  const sections = new Map<ItemKind, PaperItem[]>();
  for (const each of items) sections.set(each.item.kind, [...(sections.get(each.item.kind) ?? []), each]);
  return [...sections];
}
