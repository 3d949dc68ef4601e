import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./Learning.module.css";
import { practiceQuery, startPractice } from "./queries";
import type { ItemKind, PracticeTopic } from "../api/records";
import { Shown } from "./Shown";
import { useStart } from "./useStart";

const COUNTS = [5, 10, 20, 50];
const USUAL = 10;
const EVERY = "";
const KINDS: readonly ItemKind[] = [
  "single_choice",
  "multiple_choice",
  "true_false",
  "fill_blank",
  "ordering",
  "short_answer",
  "case",
];

/** What is to be practised: topic, kinds, how many. */
export function PracticeForm() {
  const { t } = useTranslation("learning");
  return (
    <Shown query={useQuery(practiceQuery)} none={t("practise.none")} noneNote={t("practise.none_note")}>
      {(topics) => <Choices topics={topics} />}
    </Shown>
  );
}

function Choices({ topics }: { topics: PracticeTopic[] }) {
  const { t } = useTranslation("learning");
  const id = useId();
  const libraries = [...new Set(topics.map(({ library }) => library))];
  const [library, setLibrary] = useState(libraries[0] ?? "");
  const [topic, setTopic] = useState(EVERY);
  const [kinds, setKinds] = useState<ItemKind[] | null>(null);
  const [count, setCount] = useState(USUAL);
  const here = topics.filter((each) => each.library === library);
  const names = [...new Set(here.map((each) => each.topic).filter(Boolean))];
  const wanted = here.filter((each) => topic === EVERY || each.topic === topic);
  const offered = KINDS.filter((kind) => wanted.some((each) => each.kind === kind));
  const chosen = kinds?.filter((kind) => offered.includes(kind)) ?? offered;
  const items = wanted.filter(({ kind }) => chosen.includes(kind)).reduce((sum, each) => sum + each.items, 0);
  const { start, isStarting } = useStart(() =>
    startPractice({ library, topic, kinds: chosen, count }),
  );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <p className={styles.soft}>{t("practise.note")}</p>
      {libraries.length > 1 && (
        <div>
          <label htmlFor={`${id}-library`}>{t("practise.library")}</label>
          <Select
            id={`${id}-library`}
            size="large"
            value={library}
            options={libraries.map((each) => ({ value: each, label: each }))}
            onChange={(next) => {
              setLibrary(next);
              setTopic(EVERY);
            }}
          />
        </div>
      )}
      <div>
        <label htmlFor={`${id}-topic`}>{t("practise.topic")}</label>
        <Select
          id={`${id}-topic`}
          size="large"
          showSearch={{ optionFilterProp: "label" }}
          value={topic}
          options={[
            { value: EVERY, label: t("practise.every_topic") },
            ...names.map((each) => ({ value: each, label: each })),
          ]}
          onChange={setTopic}
        />
      </div>
      <fieldset className={styles.field}>
        <legend>{t("practise.kinds")}</legend>
        <Checkbox.Group
          value={chosen}
          options={offered.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          onChange={setKinds}
        />
        <p role="status" className={styles.soft}>
          {chosen.length === 0 ? t("practise.no_kind") : t("practise.items", { count: items })}
        </p>
      </fieldset>
      <div>
        <label htmlFor={`${id}-count`}>{t("practise.count")}</label>
        <Select
          id={`${id}-count`}
          size="large"
          value={count}
          options={COUNTS.map((each) => ({ value: each, label: String(each) }))}
          onChange={setCount}
        />
      </div>
      <Button size="large" type="primary" htmlType="submit" disabled={chosen.length === 0} loading={isStarting}>
        {t("practise.start")}
      </Button>
    </form>
  );
}
