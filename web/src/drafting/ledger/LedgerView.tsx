import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, Empty } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import { usePermission } from "../../api/session";
import { Loading } from "../../app/Loading";
import { useAddress } from "../../library/address";
import styles from "../Drafting.module.css";
import { alertsQuery, optionsQuery, QUERY_CHARACTERS, valuesQuery } from "../queries";
import { FILTER_NAMES, type FilterName, LedgerFilter } from "./LedgerFilter";
import { LedgerList } from "./LedgerList";
import { ValueSheet } from "./ValueSheet";

const PAGE_SIZE = 50;

/** The values of the ledger, those one asks for. */
export function LedgerView() {
  const { t } = useTranslation("drafting");
  const isDrafter = usePermission("draft");
  const [read, change] = useAddress<FilterName | "page" | "entry">();
  const options = useQuery(optionsQuery);
  const page = Number(read("page")) || 1;
  const values = useQuery({
    ...valuesQuery({
      library: read("library") || null,
      area: read("area") || null,
      period: read("period") || null,
      group: read("group") || null,
      query: read("query").slice(0, QUERY_CHARACTERS),
      page,
      page_size: PAGE_SIZE,
    }),
    placeholderData: keepPreviousData,
  });
  const { data: alerts = [] } = useQuery(
    alertsQuery({ library: read("library") || null, area: read("area") || null, year: null }),
  );
  const isFiltered = FILTER_NAMES.some(read);
  const problem = values.error ?? options.error;
  return (
    <>
      <LedgerFilter
        key={FILTER_NAMES.map(read).join("\n")}
        values={Object.fromEntries(FILTER_NAMES.map((name) => [name, read(name)]))}
        options={options.data}
        onChange={(chosen) => change({ ...chosen, page: "" })}
      />
      {problem && <Alert type="error" showIcon title={asFailure(problem).advice} />}
      {values.isPending && <Loading />}
      {values.data &&
        (values.data.total === 0 ? (
          <Empty
            className={styles.empty}
            description={
              isFiltered ? (
                t("ledger.none_such")
              ) : (
                <>
                  <strong>{t("ledger.none")}</strong>
                  <div>{t(isDrafter ? "ledger.none_drafter" : "ledger.none_reader")}</div>
                </>
              )
            }
          />
        ) : (
          <LedgerList
            entries={values.data.items}
            alerts={alerts}
            total={values.data.total}
            page={page}
            pageSize={PAGE_SIZE}
            onPage={(next) => change({ page: String(next) })}
            onOpen={(entry) => change({ entry })}
          />
        ))}
      {read("entry") && <ValueSheet id={read("entry")} onClose={() => change({ entry: "" })} />}
    </>
  );
}
