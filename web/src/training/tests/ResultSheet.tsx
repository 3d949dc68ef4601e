import { useQuery } from "@tanstack/react-query";
import { Alert, Drawer, Empty } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import type { ListedTest, TestResult } from "../../api/records";
import { Loading } from "../../app/Loading";
import { showMoment } from "../../app/moments";
import { StateTag } from "../../app/StateTag";
import drafting from "../../drafting/Drafting.module.css";
import { resultsQuery } from "../papers/queries";

interface SheetProps {
  test: ListedTest["test"];
  onClose: () => void;
}

/** What everybody reached at a test. */
export function ResultSheet({ test: { id, name }, onClose }: SheetProps) {
  const { t } = useTranslation(["papers", "common"]);
  const { data: results, error } = useQuery(resultsQuery(id));
  return (
    <Drawer
      open
      size="min(56rem, 100vw)"
      title={t("results.title", { name })}
      closable={{ "aria-label": t("common:close") }}
      onClose={onClose}
    >
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {!results && !error && <Loading />}
      {results?.length === 0 && <Empty description={t("results.none")} />}
      {results && results.length > 0 && (
        // A wide table scrolls by itself, also with the arrow keys.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={drafting.scroll} role="region" aria-label={t("results.title", { name })} tabIndex={0}>
          <table className={drafting.sheet}>
            <thead>
              <tr>
                <th scope="col">{t("results.learner")}</th>
                <th scope="col">{t("results.department")}</th>
                <th scope="col">{t("results.points")}</th>
                <th scope="col">{t("results.outcome")}</th>
                <th scope="col">{t("results.submitted")}</th>
              </tr>
            </thead>
            <tbody>
              {results.map((result) => (
                <tr key={result.attempt_id}>
                  <th scope="row">{result.learner}</th>
                  <td>{result.department}</td>
                  <td>
                    {Number(result.points)} / {Number(result.full_points)}
                  </td>
                  <td>
                    <Outcome result={result} />
                  </td>
                  <td>
                    {showMoment(result.submitted_at)}
                    {result.late > 0 && <div className={drafting.soft}>{t("results.late", { count: result.late })}</div>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Drawer>
  );
}

function Outcome({ result: { state, has_passed, to_mark } }: { result: TestResult }) {
  const { t } = useTranslation("papers");
  if (state === "open") return <StateTag tone="busy">{t("results.open")}</StateTag>;
  return (
    <>
      {has_passed !== null && (
        <StateTag tone={has_passed ? "good" : "bad"}>{t(has_passed ? "results.passed" : "results.failed")}</StateTag>
      )}
      {to_mark > 0 && <StateTag tone="look">{t("results.to_mark")}</StateTag>}
    </>
  );
}
