import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { api, take } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { FormatOption } from "../../api/records";
import { Loading } from "../../app/Loading";
import { Page } from "../../app/Page";
import drafting from "../../drafting/Drafting.module.css";
import { DropFile } from "../../drafting/DropFile";
import { JobView } from "../../drafting/JobView";
import { LibraryChoice } from "../../drafting/LibraryChoice";
import { useLibraryChoice } from "../../drafting/useLibraryChoice";
import { EvidenceList } from "../../learning/attempt/EvidenceList";
import { useAddress } from "../../library/address";
import { FlawList } from "./FlawList";
import { PartList, QuestionReasons, QuestionText } from "./ItemBody";
import { importQuery, optionsQuery } from "./queries";

const ANY = "";

/** Questions of a file: read, looked at with what is wrong with them, taken in. */
export function Component() {
  const { t } = useTranslation("training");
  const [library, setLibrary] = useLibraryChoice();
  const [format, setFormat] = useState(ANY);
  const [read, change] = useAddress<"job">();
  const { data: options } = useQuery(optionsQuery(null));
  const id = useId();
  const formats = (options?.formats ?? []).filter((each) => each.reads && !each.takes_columns);
  const job = read("job");
  const restart = (): void => change({ job: "" });
  return (
    <Page
      title={t("import.title")}
      intro={t("import.intro")}
      actions={<Link to="/training">{t("item.to_bank")}</Link>}
    >
      {job ? (
        <JobView key={job} id={job} again={t("import.again")} onAgain={restart}>
          <Preview job={job} onAgain={restart} />
        </JobView>
      ) : (
        <div className={drafting.panel}>
          <div className={drafting.targets}>
            <LibraryChoice value={library} onChange={setLibrary} />
            <div className={drafting.target}>
              <label htmlFor={id}>{t("import.format")}</label>
              <Select
                id={id}
                value={format}
                options={[
                  { value: ANY, label: t("import.any_format") },
                  ...formats.map(({ name, label }) => ({ value: name, label })),
                ]}
                onChange={setFormat}
              />
            </div>
          </div>
          {options && (
            <DropFile
              path="/api/v1/quiz/imports"
              words={{ library, format }}
              endings={endingsOf(formats)}
              title={t("import.drop")}
              hint={t("import.drop_hint")}
              onBegun={({ id: begun }) => change({ job: begun })}
            />
          )}
        </div>
      )}
    </Page>
  );
}

function Preview({ job, onAgain }: { job: string; onAgain: () => void }) {
  const { t } = useTranslation("training");
  const queries = useQueryClient();
  const { data: file, error } = useQuery(importQuery(job));
  const confirm = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/v1/quiz/imports/{job_id}/confirm", {
          params: { path: { job_id: job } },
          body: { places: null },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["quiz"] }),
  });
  const problem = error ?? confirm.error;
  if (problem) return <Alert type="error" showIcon title={asFailure(problem).advice} />;
  if (!file) return <Loading />;
  if (confirm.data) {
    const { ids, known } = confirm.data;
    return (
      <section className={drafting.panel}>
        <p role="status">{t("import.done", { count: ids.length, known: known.length })}</p>
        <div className={drafting.buttons}>
          <Link to="/training/review">{t("import.to_review")}</Link>
          <Button onClick={onAgain}>{t("import.again")}</Button>
        </div>
      </section>
    );
  }
  return (
    <>
      <p role="status">
        {t("import.read", { file: file.file, total: file.total, readable: file.readable, flawed: file.flawed })}
        {file.questions.length < file.total && t("import.shown", { count: file.questions.length })}
      </p>
      <ul className={drafting.list}>
        {file.questions.map(({ place, item, flaws, proposed }) => (
          <li key={place} className={drafting.card}>
            <p className={drafting.soft}>
              {place}
              {item && ` ${t(`kind.${item.kind}`)}`}
            </p>
            {item ? (
              <>
                <QuestionText question={item} />
                <PartList parts={item.parts} />
                {proposed.length > 0 ? (
                  <>
                    <p>{t("import.proposed")}</p>
                    <EvidenceList evidence={proposed} />
                  </>
                ) : (
                  <QuestionReasons question={item} />
                )}
              </>
            ) : (
              <p>{t("import.unreadable")}</p>
            )}
            <FlawList flaws={flaws} />
          </li>
        ))}
      </ul>
      <div className={drafting.bar}>
        <Button
          type="primary"
          disabled={file.readable === 0}
          loading={confirm.isPending}
          onClick={() => confirm.mutate()}
        >
          {t("import.confirm", { count: file.readable })}
        </Button>
        <Button onClick={onAgain}>{t("import.again")}</Button>
      </div>
    </>
  );
}

function endingsOf(formats: readonly FormatOption[]): string[] {
  return [...new Set(formats.flatMap((format) => format.read_suffixes))];
}
