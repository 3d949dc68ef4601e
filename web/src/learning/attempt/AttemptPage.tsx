import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { asFailure } from "../../api/failure";
import { Loading } from "../../app/Loading";
import { Page } from "../../app/Page";
import { attemptQuery } from "../queries";
import { OpenAttempt } from "./OpenAttempt";
import { ResultView } from "./ResultView";

/** A test or practice: its questions one at a time, and what came of it. */
export function Component() {
  const { t } = useTranslation("learning");
  const { id = "" } = useParams();
  const { data: attempt, error } = useQuery(attemptQuery(id));
  if (attempt?.state === "submitted") return <ResultView attempt={attempt} />;
  if (attempt) return <OpenAttempt key={id} attempt={attempt} />;
  if (!error) return <Loading />;
  return (
    <Page title={t("title")}>
      <Alert
        type="error"
        showIcon
        title={asFailure(error).advice}
        action={<Link to="/learning">{t("result.to_learning")}</Link>}
      />
    </Page>
  );
}
