import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { ImportView, Job } from "../../api/records";
import { Loading } from "../../app/Loading";
import styles from "../Drafting.module.css";
import { importQuery } from "../queries";
import { Changes, Conflicts, Figures, Refusals } from "./Findings";
import { IndicatorNames } from "../IndicatorNames";
import { NamesEditor } from "./NamesEditor";
import { TableCard } from "./TableCard";
import { changeTable } from "./mapping";

interface ImportPreviewProps {
  job: string;
  /** Told of the job that reads the file another way. */
  onRead: (job: Job) => void;
  /** Told of the job that takes the figures in. */
  onConfirmed: (job: Job) => void;
  onAgain: () => void;
}

/** What was understood of a file, to be put right, and what importing it would do. */
export function ImportPreview({ job, ...handlers }: ImportPreviewProps) {
  const { data: view, error } = useQuery(importQuery(job));
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!view) return <Loading />;
  return <Preview job={job} view={view} {...handlers} />;
}

function Preview({ job, view, onRead, onConfirmed, onAgain }: ImportPreviewProps & { view: ImportView }) {
  const { t } = useTranslation("drafting");
  const [mapping, setMapping] = useState(view.mapping);
  const isChanged = mapping !== view.mapping;
  const path = { job_id: job };
  const readAgain = useMutation({
    mutationFn: () =>
      take(api.POST("/api/v1/indicators/imports/{job_id}/mapping", { params: { path }, body: mapping })),
    onSuccess: onRead,
  });
  const confirm = useMutation({
    mutationFn: () => take(api.POST("/api/v1/indicators/imports/{job_id}/confirm", { params: { path } })),
    onSuccess: onConfirmed,
  });
  const { counts } = view;
  const problem = readAgain.error ?? confirm.error;
  const gained = counts.new + counts.changed + counts.moved;
  return (
    <>
      <IndicatorNames />
      <h2 className={styles.heading}>{view.file}</h2>
      <Alert
        type={view.figures_total === 0 || view.refused_total > 0 ? "warning" : "info"}
        showIcon
        title={
          view.figures_total === 0
            ? t("import.nothing")
            : t("import.counts", { total: view.figures_total, ...counts, refused: view.refused_total })
        }
        description={view.notes.length > 0 && view.notes.map((note) => <div key={note}>{note}</div>)}
      />
      <Refusals refused={view.refused} total={view.refused_total} />
      <Conflicts conflicts={view.conflicts} />
      <Changes changes={view.changes} total={counts.changed} />
      <h3 className={styles.heading}>{t("import.understood")}</h3>
      <p className={styles.soft}>{t("import.understood_note")}</p>
      {view.tables.map((table, index) => {
        const own = mapping.tables[index];
        return (
          own && (
            <TableCard
              key={`${table.sheet} ${own.first_row}`}
              view={table}
              mapping={own}
              onChange={(change) => setMapping(changeTable(mapping, index, change))}
            />
          )
        );
      })}
      <NamesEditor names={mapping.names ?? {}} onChange={(names) => setMapping({ ...mapping, names })} />
      <Figures figures={view.figures} total={view.figures_total} />
      {problem && <Alert className={styles.above} type="error" showIcon title={asFailure(problem).advice} />}
      <div className={styles.bar}>
        {isChanged ? (
          <>
            <span role="status">{t("import.changed")}</span>
            <Button type="primary" loading={readAgain.isPending} onClick={() => readAgain.mutate()}>
              {t("import.read_again")}
            </Button>
            <Button onClick={() => setMapping(view.mapping)}>{t("import.undo")}</Button>
          </>
        ) : (
          <Button
            type="primary"
            disabled={view.figures_total === 0}
            loading={confirm.isPending}
            onClick={() => confirm.mutate()}
          >
            {gained > 0 ? t("import.confirm", { count: gained }) : t("import.confirm_same")}
          </Button>
        )}
        <Button onClick={onAgain}>{t("import.again")}</Button>
      </div>
    </>
  );
}
