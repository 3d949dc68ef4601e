import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Empty, Result } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { api, take } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { Counts, Proposal } from "../../api/records";
import { Loading } from "../../app/Loading";
import styles from "../Drafting.module.css";
import { PageButtons } from "../PageButtons";
import { LibraryChoice } from "../LibraryChoice";
import { proposalsQuery } from "../queries";
import { useLibraryChoice } from "../useLibraryChoice";
import { IndicatorNames } from "../IndicatorNames";
import { ProposalItem } from "./ProposalItem";
import { changeChoice, tick, toAccept, toChoices } from "./proposing";

const PAGE_SIZE = 20;

/** The figures that a report states, to be ticked, put right and accepted. */
export function ProposalList({ job, onAgain }: { job: string; onAgain: () => void }) {
  const { t } = useTranslation("drafting");
  const { data: proposals, error } = useQuery(proposalsQuery(job));
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!proposals) return <Loading />;
  if (proposals.length === 0) {
    return (
      <Empty className={styles.empty} description={t("extract.none")}>
        <Button onClick={onAgain}>{t("import.again")}</Button>
      </Empty>
    );
  }
  return <Choosing job={job} proposals={proposals} onAgain={onAgain} />;
}

function Choosing({ job, proposals, onAgain }: { job: string; proposals: Proposal[]; onAgain: () => void }) {
  const { t } = useTranslation("drafting");
  const queries = useQueryClient();
  const [library, setLibrary] = useLibraryChoice();
  const [choices, setChoices] = useState(() => toChoices(proposals));
  const [page, setPage] = useState(1);
  const chosen = choices.filter(({ isChosen }) => isChosen);
  const shown = choices.map((_, index) => index).slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const accept = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/v1/indicators/extractions/{job_id}/accept", {
          params: { path: { job_id: job } },
          body: { library, proposals: toAccept(choices) },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["indicators"] }),
  });
  if (accept.data) return <Accepted counts={accept.data} onAgain={onAgain} />;
  return (
    <>
      <IndicatorNames />
      <p className={styles.total} role="status">
        {t("extract.found", { count: choices.length, chosen: chosen.length })}
      </p>
      <div className={styles.tools}>
        <Checkbox
          checked={shown.every((index) => choices[index]?.isChosen)}
          onChange={({ target }) => setChoices(tick(choices, shown, target.checked))}
        >
          {t("extract.whole_page")}
        </Checkbox>
      </div>
      <ul className={styles.list}>
        {shown.map((index) => {
          const choice = choices[index];
          return (
            choice && (
              <li key={index} className={styles.card}>
                <ProposalItem
                  choice={choice}
                  onTick={(isChosen) => setChoices(tick(choices, [index], isChosen))}
                  onChange={(change) => setChoices(changeChoice(choices, index, change))}
                />
              </li>
            )
          );
        })}
      </ul>
      <PageButtons total={choices.length} page={page} pageSize={PAGE_SIZE} onPage={setPage} />
      {accept.error && <Alert className={styles.above} type="error" showIcon title={asFailure(accept.error).advice} />}
      <div className={styles.bar}>
        <LibraryChoice value={library} onChange={setLibrary} />
        <Button
          type="primary"
          disabled={chosen.length === 0}
          loading={accept.isPending}
          onClick={() => accept.mutate()}
        >
          {t("extract.accept", { count: chosen.length })}
        </Button>
        <Button onClick={onAgain}>{t("import.again")}</Button>
      </div>
    </>
  );
}

function Accepted({ counts, onAgain }: { counts: Counts; onAgain: () => void }) {
  const { t } = useTranslation("drafting");
  const navigate = useNavigate();
  return (
    <Result
      status="success"
      title={<h2 className="result-title">{t("extract.done")}</h2>}
      subTitle={t("import.done_counts", { ...counts })}
      extra={[
        <Button key="ledger" type="primary" onClick={() => void navigate("/indicators")}>
          {t("import.to_ledger")}
        </Button>,
        <Button key="again" onClick={onAgain}>
          {t("extract.another")}
        </Button>,
      ]}
    />
  );
}
