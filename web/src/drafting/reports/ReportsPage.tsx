import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import { Loading } from "../../app/Loading";
import { Page } from "../../app/Page";
import { useAddress } from "../../library/address";
import { JobView } from "../JobView";
import { templatesQuery } from "../queries";
import { MadeReport } from "./MadeReport";
import { RequestForm } from "./RequestForm";
import type { Wanted } from "./requesting";
import { TemplateChoice } from "./TemplateChoice";

/** From a template to a Word file: chosen, asked for, checked, looked at, fetched. */
export function Component() {
  const { t } = useTranslation("drafting");
  const [read, change] = useAddress<"template" | "job">();
  // What was typed stays while the report is looked at.
  const [wanted, setWanted] = useState<Wanted>({
    library: "",
    area: "",
    period: "",
    fields: {},
    profile: "",
    rounding: "half_up",
    source_table: false,
  });
  const { data: templates, error } = useQuery(templatesQuery);
  const chosen = templates?.find(({ id }) => id === read("template"));
  const job = read("job");
  const back = (): void => change({ job: "" });
  return (
    <Page title={t("report.title")} intro={t("report.intro")}>
      {job ? (
        <JobView key={job} id={job} again={t("report.back")} onAgain={back}>
          <MadeReport job={job} onBack={back} />
        </JobView>
      ) : (
        <>
          {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
          {!templates && !error && <Loading />}
          {templates && (
            <TemplateChoice
              templates={templates}
              chosen={chosen?.id ?? ""}
              onChoose={(template) => change({ template })}
            />
          )}
          {chosen && (
            <RequestForm
              key={chosen.id}
              template={chosen}
              wanted={wanted}
              onChange={(more) => setWanted((before) => ({ ...before, ...more }))}
              onBegun={({ id }) => change({ job: id })}
            />
          )}
        </>
      )}
    </Page>
  );
}
