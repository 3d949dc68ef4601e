import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import { saveFile } from "../../api/files";
import type { ReportView } from "../../api/records";
import { Loading } from "../../app/Loading";
import drafting from "../Drafting.module.css";
import { reportQuery } from "../queries";
import { gather } from "./preflight";
import styles from "./Reports.module.css";

/** A finished report: how it prints, where its figures come from, its files. */
export function MadeReport({ job, onBack }: { job: string; onBack: () => void }) {
  const { t } = useTranslation("drafting");
  const { data: report, error } = useQuery(reportQuery(job));
  if (error) {
    return (
      <Alert
        type="error"
        showIcon
        title={asFailure(error).advice}
        action={<Button onClick={onBack}>{t("report.back")}</Button>}
      />
    );
  }
  if (!report) return <Loading />;
  return (
    <>
      <div className={drafting.head}>
        <h2 className={drafting.heading}>{report.file}</h2>
        <Button className={drafting.right} onClick={onBack}>
          {t("report.back")}
        </Button>
      </div>
      <Downloads job={job} hasPdf={report.pages > 0} />
      {report.gaps.length > 0 && (
        <Alert
          className={drafting.above}
          type="warning"
          showIcon
          title={t("report.gaps", { count: gather(report.gaps).length })}
          description={
            <details className={styles.options}>
              <summary>{t("report.gap_list")}</summary>
              <ul>
                {gather(report.gaps).map(({ names, places, advice }) => (
                  <li key={names.join()}>
                    {names.join("；")}（{places.join("、")}）{advice}
                  </li>
                ))}
              </ul>
            </details>
          }
        />
      )}
      {report.notes.map((note) => (
        <Alert key={note} className={drafting.above} type="info" showIcon title={note} />
      ))}
      <div className={styles.made}>
        <Pages job={job} count={report.pages} />
        {/* The list scrolls by itself, also with the arrow keys. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div tabIndex={0} role="region" aria-label={t("report.sources")}>
          <Figures figures={report.figures} />
          <Citations citations={report.citations} />
        </div>
      </div>
    </>
  );
}

function Downloads({ job, hasPdf }: { job: string; hasPdf: boolean }) {
  const { t } = useTranslation("drafting");
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: (name: string) => saveFile(`/api/v1/reports/${job}/${name}`),
    onError: (error) => void message.error(asFailure(error).advice),
  });
  const files = [
    { name: "file.docx", label: t("report.word"), isMain: true },
    { name: "file.docx?comments=false", label: t("report.word_issue"), isMain: false },
    ...(hasPdf ? [{ name: "file.pdf", label: t("report.pdf"), isMain: false }] : []),
  ];
  return (
    <div className={drafting.tools}>
      {files.map(({ name, label, isMain }) => (
        <Button
          key={name}
          type={isMain ? "primary" : "default"}
          icon={<DownloadOutlined aria-hidden />}
          loading={save.isPending && save.variables === name}
          onClick={() => save.mutate(name)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

/** How it prints, page after page. */
function Pages({ job, count }: { job: string; count: number }) {
  const { t } = useTranslation(["drafting", "common"]);
  if (count === 0) return null;
  const pathOf = (page: number): string => `/api/v1/reports/${job}/pages/${page}.png`;
  return (
    // Pages scroll by themselves, also with the arrow keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.pages} tabIndex={0} role="region" aria-label={t("report.preview", { count })}>
      {Array.from({ length: count }, (_, index) => (
        // Alone in its tab it can be made larger, on a phone too.
        <a key={index} href={pathOf(index + 1)} target="_blank" rel="noreferrer">
          <img
            className={styles.page}
            src={pathOf(index + 1)}
            alt={t("common:page_number", { page: index + 1 })}
            loading="lazy"
          />
        </a>
      ))}
    </div>
  );
}

function Figures({ figures }: { figures: ReportView["figures"] }) {
  const { t } = useTranslation("drafting");
  return (
    <section>
      <h3 className={styles.sideHeading}>{t("report.figures", { count: figures.length })}</h3>
      {figures.length === 0 && <p className={drafting.soft}>{t("report.no_figures")}</p>}
      <ol className={styles.figures}>
        {figures.map(({ text, place, name, source, formula }, index) => (
          <li key={index} className={drafting.line}>
            <strong>{text}</strong> {name}
            <div className={drafting.soft}>
              {[place, formula && `${t("report.formula")}${formula}`, source].filter(Boolean).join(" · ")}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Citations({ citations }: { citations: ReportView["citations"] }) {
  const { t } = useTranslation("drafting");
  if (citations.length === 0) return null;
  return (
    <section>
      <h3 className={styles.sideHeading}>{t("report.citations")}</h3>
      <ol className={styles.figures}>
        {citations.map(({ revision_id, start, end, title, text }) => (
          <li key={`${revision_id} ${start}`} className={drafting.line}>
            <a href={`/source/${revision_id}?start=${start}&end=${end}`} target="_blank" rel="noreferrer">
              《{title}》
            </a>
            <div className={drafting.soft}>{text}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}
