import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Page } from "../../app/Page";
import { useAddress } from "../../library/address";
import styles from "../Drafting.module.css";
import { DropFile } from "../DropFile";
import { JobView } from "../JobView";
import { LibraryChoice } from "../LibraryChoice";
import { useLibraryChoice } from "../useLibraryChoice";
import { ImportDone } from "./ImportDone";
import { ImportPreview } from "./ImportPreview";

const ENDINGS = [".xlsx", ".xls", ".csv", ".json"];

/** From a file of figures to the ledger: read, looked at, put right, taken in. */
export function Component() {
  const { t } = useTranslation("drafting");
  const [library, setLibrary] = useLibraryChoice();
  const [read, change] = useAddress<"job" | "result">();
  const job = read("job");
  const result = read("result");
  const restart = (): void => change({ job: "", result: "" });
  return (
    <Page
      title={t("import.title")}
      intro={t("import.intro")}
      actions={<Link to="/indicators">{t("import.to_ledger")}</Link>}
    >
      {result ? (
        <JobView id={result} again={t("import.back")} onAgain={() => change({ result: "" })}>
          <ImportDone job={result} onAgain={restart} />
        </JobView>
      ) : job ? (
        <JobView key={job} id={job} again={t("import.again")} onAgain={restart}>
          <ImportPreview
            key={job}
            job={job}
            onRead={(next) => change({ job: next.id })}
            onConfirmed={(next) => change({ result: next.id })}
            onAgain={restart}
          />
        </JobView>
      ) : (
        <div className={styles.panel}>
          <div className={styles.targets}>
            <LibraryChoice value={library} onChange={setLibrary} />
          </div>
          <DropFile
            path="/api/v1/indicators/imports"
            words={{ library }}
            endings={ENDINGS}
            title={t("import.drop")}
            hint={t("import.drop_hint")}
            onBegun={({ id }) => change({ job: id })}
          />
        </div>
      )}
    </Page>
  );
}
