import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Progress } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import { Loading } from "../app/Loading";
import styles from "./Drafting.module.css";
import { isOver, jobQuery, percentOf } from "./jobs";

interface JobViewProps {
  /** Of the job. */
  id: string;
  /** What the button says that leads back to where it was begun. */
  again: string;
  onAgain: () => void;
  /** Shown when it is done. */
  children: ReactNode;
}

/** How far long work is, with a way to end it; then what came of it. */
export function JobView({ id, again, onAgain, children }: JobViewProps) {
  const { t } = useTranslation(["drafting", "common"]);
  const queries = useQueryClient();
  const { data: job, error } = useQuery(jobQuery(id));
  const cancel = useMutation({
    mutationFn: () => take(api.DELETE("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: jobQuery(id).queryKey }),
  });
  if (job?.state === "done") return children;
  const failure = error ? asFailure(error) : job?.failure;
  if (failure || job?.state === "cancelled") {
    return (
      <Alert
        type={failure ? "error" : "info"}
        showIcon
        title={failure ? failure.message + failure.hint : t("job.cancelled")}
        action={<Button onClick={onAgain}>{again}</Button>}
      />
    );
  }
  if (!job || isOver(job)) return <Loading />;
  return (
    <section className={styles.job} aria-label={t("job.label")}>
      <p className={styles.stage} role="status">
        {job.name}：{job.progress?.stage ?? t("job.waiting")}
      </p>
      <Progress percent={percentOf(job)} status="active" aria-label={t("job.label")} />
      <Button loading={cancel.isPending || cancel.isSuccess} onClick={() => cancel.mutate()}>
        {t("common:cancel")}
      </Button>
    </section>
  );
}
