import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Checkbox, InputNumber, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { api, take } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { ItemKind, Job } from "../../api/records";
import { Loading } from "../../app/Loading";
import { Page } from "../../app/Page";
import drafting from "../../drafting/Drafting.module.css";
import { JobView } from "../../drafting/JobView";
import { LibraryChoice } from "../../drafting/LibraryChoice";
import { useAddress } from "../../library/address";
import styles from "./Bank.module.css";
import { KINDS, madeQuery } from "./queries";

// A case is written by a person.
const MADE_KINDS = KINDS.filter((kind) => kind !== "case");
const USUAL = 60;
const MOST = 2000;

/** Items made by rules: chosen, watched, told. */
export function Component() {
  const { t } = useTranslation("training");
  const [read, change] = useAddress<"job">();
  const job = read("job");
  return (
    <Page
      title={t("make.title")}
      intro={t("make.intro")}
      actions={<Link to="/training">{t("item.to_bank")}</Link>}
    >
      {job ? (
        <JobView key={job} id={job} again={t("make.again")} onAgain={() => change({ job: "" })}>
          <MadeItems job={job} onMore={() => change({ job: "" })} />
        </JobView>
      ) : (
        <MakeForm onBegun={({ id }) => change({ job: id })} />
      )}
    </Page>
  );
}

function MakeForm({ onBegun }: { onBegun: (job: Job) => void }) {
  const { t } = useTranslation("training");
  const [library, setLibrary] = useState("");
  const [documents, setDocuments] = useState<string[]>([]);
  const [kinds, setKinds] = useState<ItemKind[]>([...MADE_KINDS]);
  const [count, setCount] = useState(USUAL);
  const [inputs, counts] = [useId(), useId()];
  const { data: known = [] } = useQuery({
    queryKey: ["documents", { library }],
    queryFn: () => take(api.GET("/api/v1/documents", { params: { query: { library: library || null } } })),
  });
  const begin = useMutation({
    mutationFn: () =>
      take(api.POST("/api/v1/quiz/jobs", { body: { library: library || null, documents, kinds, count } })),
    onSuccess: onBegun,
  });
  return (
    <form
      className={drafting.panel}
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      <LibraryChoice
        value={library}
        hasAll
        onChange={(next) => {
          setLibrary(next);
          setDocuments([]);
        }}
      />
      <div className={styles.field}>
        <label htmlFor={inputs}>{t("make.documents")}</label>
        <Select
          id={inputs}
          className={drafting.whole}
          mode="multiple"
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t("make.all_documents")}
          value={documents}
          options={known.map((document) => ({ value: document.id, label: document.metadata.title || document.file }))}
          onChange={setDocuments}
        />
      </div>
      <fieldset className={styles.field}>
        <legend>{t("make.kinds")}</legend>
        <Checkbox.Group
          value={kinds}
          options={MADE_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          onChange={setKinds}
        />
        <p role="status">{kinds.length === 0 && t("make.no_kind")}</p>
      </fieldset>
      <div className={styles.field}>
        <label htmlFor={counts}>{t("make.count")}</label>
        <InputNumber id={counts} min={1} max={MOST} precision={0} controls={false} value={count} onChange={(next) => setCount(next ?? USUAL)} />
      </div>
      {begin.error && <Alert type="error" showIcon title={asFailure(begin.error).advice} />}
      <Button type="primary" htmlType="submit" disabled={kinds.length === 0} loading={begin.isPending}>
        {t("make.begin")}
      </Button>
    </form>
  );
}

function MadeItems({ job, onMore }: { job: string; onMore: () => void }) {
  const { t } = useTranslation("training");
  const navigate = useNavigate();
  const { data: made, error } = useQuery(madeQuery(job));
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!made) return <Loading />;
  return (
    <section className={drafting.panel}>
      <h2 className={drafting.sub}>{t("make.made_title", { count: made.made })}</h2>
      {made.made === 0 && <p>{t("make.made_none")}</p>}
      {made.refused.length > 0 && (
        <>
          <p className={drafting.soft}>{t("make.refused")}</p>
          <ul className={styles.notes}>
            {made.refused.map(({ rule, label, count }) => (
              <li key={rule}>
                {label}：{count}
              </li>
            ))}
          </ul>
        </>
      )}
      <div className={drafting.buttons}>
        {made.made > 0 && (
          <Button type="primary" onClick={() => void navigate("/training/review")}>
            {t("make.review")}
          </Button>
        )}
        <Button onClick={onMore}>{t("make.more")}</Button>
      </div>
    </section>
  );
}
