import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Page } from "../../app/Page";
import { useAddress } from "../../library/address";
import styles from "../Drafting.module.css";
import { DropFile } from "../DropFile";
import { JobView } from "../JobView";
import { LibraryChoice } from "../LibraryChoice";
import { optionsQuery } from "../queries";
import { Word } from "../Word";
import { AuditedDraft } from "./AuditedDraft";

const ENDINGS = [".docx", ".pdf", ".txt", ".md"];

/** A draft is dropped, and what does not add up in it is shown beside its text. */
export function Component() {
  const { t } = useTranslation("drafting");
  const { data: options } = useQuery(optionsQuery);
  const [library, setLibrary] = useState("");
  const [area, setArea] = useState("");
  const [read, change] = useAddress<"job">();
  const areas = useId();
  const job = read("job");
  const restart = (): void => change({ job: "" });
  return (
    <Page title={t("audit.title")} intro={t("audit.intro")}>
      {job ? (
        <JobView id={job} again={t("audit.again")} onAgain={restart}>
          <AuditedDraft job={job} onAgain={restart} />
        </JobView>
      ) : (
        <div className={styles.panel}>
          <div className={styles.targets}>
            <LibraryChoice label={t("audit.library")} value={library} hasAll onChange={setLibrary} />
            <Word
              label={t("audit.area")}
              value={area}
              list={areas}
              placeholder={t("report.area_example")}
              onChange={setArea}
            />
            <datalist id={areas}>{options?.areas.map(({ name }) => <option key={name} value={name} />)}</datalist>
          </div>
          <DropFile
            path="/api/v1/audits"
            words={{ library, area: area.trim() }}
            endings={ENDINGS}
            title={t("audit.drop")}
            hint={t("audit.drop_hint")}
            onBegun={(begun) => change({ job: begun.id })}
          />
        </div>
      )}
    </Page>
  );
}
