import {
  AimOutlined,
  CloseOutlined,
  DownloadOutlined,
  ExportOutlined,
} from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Alert, App, Button, Segmented } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { asFailure } from "../../api/failure";
import { saveFile } from "../../api/files";
import type { SourceView } from "../../api/records";
import { Loading } from "../../app/Loading";
import { validityOf } from "../../app/validity";
import { ValidityTag } from "../../app/ValidityTag";
import type { Range } from "./highlighting";
import { type OpenedSource, sourcePath } from "./opened";
import { Outline } from "./Outline";
import { viewQuery } from "./queries";
import { SourcePages } from "./SourcePages";
import styles from "./SourcePanel.module.css";
import { SourceText } from "./SourceText";

type Form = "pages" | "text";

interface SourcePanelProps {
  source: OpenedSource;
  /** Absent on a page of its own. */
  onClose?: () => void;
}

/** The document behind a citation, opened at the cited place. */
export default function SourcePanel({ source, onClose }: SourcePanelProps) {
  const { t } = useTranslation("chat");
  const { revision, start, end, page } = source;
  const cited = useMemo(() => ({ start, end }), [start, end]);
  const { data, error } = useInfiniteQuery(viewQuery(revision, cited));
  const view = data?.pages[0];
  const [form, setForm] = useState<Form>("pages");
  // A heading that was chosen counts until another citation is opened.
  const [jump, setJump] = useState<{ from: Range; place: Range; count: number } | null>(null);
  const { place, count } = jump?.from === cited ? jump : { place: cited, count: 0 };
  const goTo = (next: Range): void => {
    setForm("text");
    setJump({ from: cited, place: next, count: count + 1 });
  };
  const pages = view?.pages ?? null;
  return (
    <section className={styles.panel} aria-label={t("source.title")}>
      <div className={styles.head}>
        <Title view={view} level={onClose ? "h2" : "h1"} />
        {onClose && (
          <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={t("source.close")} onClick={onClose} />
        )}
      </div>
      {view && (
        <div className={styles.tools}>
          {pages !== null && (
            <Segmented<Form>
              aria-label={t("source.form")}
              value={form}
              onChange={setForm}
              options={[
                { value: "pages", label: t("source.pages") },
                { value: "text", label: t("source.text") },
              ]}
            />
          )}
          <Outline entries={view.outline} onChoose={({ start: offset }) => goTo({ start: offset, end: offset })} />
          {end > start && (
            <Button type="text" icon={<AimOutlined aria-hidden />} onClick={() => goTo(cited)}>
              {t("source.to_citation")}
            </Button>
          )}
          <Download view={view} />
          {onClose && (
            <Link to={sourcePath(source)} target="_blank" className={styles.link}>
              <ExportOutlined aria-hidden /> {t("source.new_page")}
            </Link>
          )}
        </div>
      )}
      {view?.notes.map((note) => (
        <Alert key={note} type="warning" showIcon banner title={note} />
      ))}
      <div className={styles.body}>
        {!view && (error ? <Alert type="error" showIcon title={asFailure(error).advice} /> : <Loading />)}
        {view &&
          (pages !== null && form === "pages" ? (
            <SourcePages revision={revision} pages={pages} cited={cited} page={page} />
          ) : (
            <SourceText key={`${place.start} ${count}`} revision={revision} cited={cited} place={place} />
          ))}
      </div>
    </section>
  );
}

function Title({ view, level: Heading }: { view: SourceView | undefined; level: "h1" | "h2" }) {
  const { t } = useTranslation("chat");
  const heading = useRef<HTMLHeadingElement>(null);
  const revision = view?.revision.id;
  useEffect(() => {
    if (revision) heading.current?.focus({ preventScroll: true });
  }, [revision]);
  if (!view) return <Heading className={styles.title}>{t("source.title")}</Heading>;
  const { metadata, file } = view.document;
  return (
    <div className={styles.names}>
      <Heading ref={heading} tabIndex={-1} className={styles.title}>
        {metadata.title || file}
      </Heading>
      <p className={styles.details}>
        <ValidityTag validity={validityOf(metadata)} />{" "}
        {[
          metadata.document_number,
          metadata.issuing_authority,
          metadata.issued_on,
          !view.revision.is_current && t("source.revision", { number: view.revision.number }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </div>
  );
}

function Download({ view }: { view: SourceView }) {
  const { t } = useTranslation("chat");
  const { message } = App.useApp();
  const [isSaving, setIsSaving] = useState(false);
  const save = async (): Promise<void> => {
    setIsSaving(true);
    await saveFile(`/api/v1/documents/${view.document.id}/original?version=${view.revision.number}`).catch(
      (error: unknown) => void message.error(asFailure(error).advice),
    );
    setIsSaving(false);
  };
  return (
    <Button type="text" icon={<DownloadOutlined aria-hidden />} loading={isSaving} onClick={() => void save()}>
      {t("source.download")}
    </Button>
  );
}

