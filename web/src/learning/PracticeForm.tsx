import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Empty, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../api/failure";
import { Loading } from "../app/Loading";
import drafting from "../drafting/Drafting.module.css";
import styles from "./Learning.module.css";
import { practiceQuery, startPractice } from "./queries";
import type { ItemKind, PracticeOptions } from "./records";
import { useStart } from "./useStart";

const COUNTS = [5, 10, 20, 50];
const EVERY = "";

/** What is to be practised: topic, kinds, how many. */
export function PracticeForm() {
  const { t } = useTranslation("learning");
  const { data: options, error } = useQuery(practiceQuery);
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!options) return <Loading />;
  if (options.libraries.length > 0) return <Choices options={options} />;
  return (
    <Empty
      className={drafting.empty}
      description={
        <>
          <strong>{t("practise.none")}</strong>
          <div>{t("practise.none_note")}</div>
        </>
      }
    />
  );
}

function Choices({ options: { libraries } }: { options: PracticeOptions }) {
  const { t } = useTranslation("learning");
  const id = useId();
  const [name, setName] = useState(libraries[0]?.name ?? "");
  const [topic, setTopic] = useState(EVERY);
  const [count, setCount] = useState(10);
  const library = libraries.find((each) => each.name === name);
  const [kinds, setKinds] = useState<ItemKind[] | null>(null);
  const offered = library?.kinds ?? [];
  const chosen = kinds?.filter((kind) => offered.includes(kind)) ?? offered;
  const { start, isStarting } = useStart(() =>
    startPractice({ library: name, topic: topic || null, kinds: chosen, count }),
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
            value={name}
            options={libraries.map((each) => ({ value: each.name, label: each.name }))}
            onChange={(next) => {
              setName(next);
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
            ...(library?.topics ?? []).map((each) => ({ value: each, label: each })),
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
        {chosen.length === 0 && <p role="alert">{t("practise.no_kind")}</p>}
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
