import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Page } from "../../app/Page";
import { useAddress } from "../../library/address";
import styles from "../Drafting.module.css";
import { DropFile } from "../DropFile";
import { JobView } from "../JobView";
import { ProposalList } from "./ProposalList";

const ENDINGS = [".docx", ".pdf", ".txt", ".md", ".html"];

/** From a report to the ledger: figures are proposed, and a person accepts them. */
export function Component() {
  const { t } = useTranslation("drafting");
  const [read, change] = useAddress<"job">();
  const job = read("job");
  const restart = (): void => change({ job: "" });
  return (
    <Page
      title={t("extract.title")}
      intro={t("extract.intro")}
      actions={<Link to="/indicators">{t("import.to_ledger")}</Link>}
    >
      {job ? (
        <JobView id={job} again={t("import.again")} onAgain={restart}>
          <ProposalList job={job} onAgain={restart} />
        </JobView>
      ) : (
        <div className={styles.panel}>
          <DropFile
            path="/api/v1/indicators/extractions"
            endings={ENDINGS}
            title={t("extract.drop")}
            hint={t("extract.drop_hint")}
            onBegun={({ id }) => change({ job: id })}
          />
        </div>
      )}
    </Page>
  );
}
