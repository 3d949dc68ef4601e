import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import { saveFile } from "../../api/files";
import type { AuditView } from "../../api/records";
import { Loading } from "../../app/Loading";
import drafting from "../Drafting.module.css";
import { auditQuery } from "../queries";
import styles from "./Auditing.module.css";
import { DraftText } from "./DraftText";
import { FindingList } from "./FindingList";
import { countSeverities } from "./findings";

/** A draft and what was found in it, side by side. */
export function AuditedDraft({ job, onAgain }: { job: string; onAgain: () => void }) {
  const { t } = useTranslation("drafting");
  const { data: audit, error } = useQuery(auditQuery(job));
  if (error) {
    return (
      <Alert
        type="error"
        showIcon
        title={asFailure(error).advice}
        action={<Button onClick={onAgain}>{t("audit.again")}</Button>}
      />
    );
  }
  if (!audit) return <Loading />;
  return <Audited job={job} audit={audit} onAgain={onAgain} />;
}

function Audited({ job, audit, onAgain }: { job: string; audit: AuditView; onAgain: () => void }) {
  const { t } = useTranslation("drafting");
  // Counting from 1; 0 for none.
  const [chosen, setChosen] = useState(0);
  const { findings } = audit;
  const found = findings[chosen - 1]?.finding;
  return (
    <>
      <div className={drafting.head}>
        <h2 className={drafting.heading}>{audit.file}</h2>
        <div className={`${drafting.buttons} ${drafting.right}`}>
          {audit.can_annotate && findings.length > 0 && <AnnotatedButton job={job} />}
          <Button onClick={onAgain}>{t("audit.again")}</Button>
        </div>
      </div>
      <Alert
        className={drafting.above}
        type={findings.length === 0 ? "success" : "warning"}
        showIcon
        title={findings.length === 0 ? t("audit.clean") : t("audit.found", countSeverities(findings))}
        description={t("audit.compared", { characters: audit.characters, count: audit.figures_compared })}
      />
      <div className={styles.sides}>
        <DraftText blocks={audit.blocks} chosen={found ?? null} />
        {findings.length > 0 && <FindingList findings={findings} chosen={chosen} onChoose={setChosen} />}
      </div>
    </>
  );
}

function AnnotatedButton({ job }: { job: string }) {
  const { t } = useTranslation("drafting");
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: () => saveFile(`/api/v1/audits/${job}/annotated.docx`),
    onError: (error) => void message.error(asFailure(error).advice),
  });
  return (
    <Button
      type="primary"
      icon={<DownloadOutlined aria-hidden />}
      loading={save.isPending}
      onClick={() => save.mutate()}
    >
      {t("audit.annotated")}
    </Button>
  );
}
