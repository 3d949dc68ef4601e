import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Input } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { ItemView } from "../../api/records";
import drafting from "../../drafting/Drafting.module.css";
import { LibraryChoice } from "../../drafting/LibraryChoice";
import { useLibraryChoice } from "../../drafting/useLibraryChoice";
import styles from "./Bank.module.css";
import { FlawList } from "./FlawList";
import { emptyForm, toDraft, toForm } from "./items";
import { QuestionFields } from "./QuestionFields";
import { checkDraft } from "./queries";

const LONGEST_TOPIC = 200;

interface ItemFormProps {
  /** The item that is changed; a new one is written where there is none. */
  view?: ItemView;
  /** Told of its id once it is kept. */
  onDone: (id: string) => void;
  onClose: () => void;
}

/** Writes or changes an item; it can be checked before it is kept. */
export function ItemForm({ view, onDone, onClose }: ItemFormProps) {
  const { t } = useTranslation(["training", "common"]);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form, setForm] = useState(() => (view ? toForm(view.item) : emptyForm()));
  const [chosen, setLibrary] = useLibraryChoice();
  const library = view?.item.library ?? chosen;
  const draft = toDraft(form, view?.item.options);
  const topic = useId();
  const check = useMutation({ mutationFn: () => checkDraft(library, draft, view?.item.id ?? "") });
  const save = useMutation({
    mutationFn: () =>
      view
        ? take(
            api.PUT("/api/v1/quiz/items/{item_id}", {
              params: { path: { item_id: view.item.id } },
              body: { draft, version: view.version },
            }),
          )
        : take(api.POST("/api/v1/quiz/items", { body: { library, draft } })),
    onSuccess: async ({ item }) => {
      await queries.invalidateQueries({ queryKey: ["quiz"] });
      void message.success(t("form.saved"));
      onDone(item.id);
    },
  });
  const problem = check.error ?? save.error;
  return (
    <form
      className={drafting.panel}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {!view && <LibraryChoice label={t("form.library")} value={library} onChange={setLibrary} />}
      <QuestionFields
        form={form}
        onChange={(change) => {
          setForm({ ...form, ...change });
          check.reset();
        }}
      />
      <div className={styles.field}>
        <label htmlFor={topic}>{t("form.topic")}</label>
        <Input
          id={topic}
          maxLength={LONGEST_TOPIC}
          value={form.topic}
          onChange={({ target }) => setForm({ ...form, topic: target.value })}
        />
      </div>
      {view && view.item.evidence.length > 0 && <p className={drafting.note}>{t("form.evidence_kept")}</p>}
      {problem && <Alert type="error" showIcon title={asFailure(problem).advice} />}
      <div role="status">
        {check.data && (check.data.length > 0 ? <FlawList flaws={check.data} /> : <p>{t("form.checked")}</p>)}
      </div>
      <div className={drafting.buttons}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("form.save")}
        </Button>
        <Button loading={check.isPending} onClick={() => check.mutate()}>
          {t("form.check")}
        </Button>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
      </div>
    </form>
  );
}
