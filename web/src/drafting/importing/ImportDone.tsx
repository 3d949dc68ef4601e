import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Result } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { asFailure } from "../../api/failure";
import { Loading } from "../../app/Loading";
import { importResultQuery } from "../queries";
import { Conflicts, Refusals } from "./Findings";

/** What became of an import. */
export function ImportDone({ job, onAgain }: { job: string; onAgain: () => void }) {
  const { t } = useTranslation("drafting");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: result, error } = useQuery(importResultQuery(job));
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ["indicators"] });
  }, [queries]);
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!result) return <Loading />;
  const refused = result.refused.reduce((sum, { cells }) => sum + cells, 0);
  return (
    <>
      <Result
        status="success"
        title={<h2 className="result-title">{t("import.done", { file: result.file })}</h2>}
        subTitle={t("import.done_counts", { ...result.counts })}
        extra={[
          <Button key="ledger" type="primary" onClick={() => void navigate("/indicators")}>
            {t("import.to_ledger")}
          </Button>,
          <Button key="again" onClick={onAgain}>
            {t("import.another")}
          </Button>,
        ]}
      />
      {result.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <Refusals refused={result.refused} total={refused} />
      <Conflicts conflicts={result.conflicts} />
    </>
  );
}
