import { useQuery } from "@tanstack/react-query";
import { Alert, Empty, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { asFailure } from "../../api/failure";
import { Loading } from "../../app/Loading";
import { useAddress } from "../../library/address";
import styles from "../Drafting.module.css";
import { PageButtons } from "../PageButtons";
import { alertsQuery, optionsQuery } from "../queries";
import { AlertMark } from "./AlertMark";

const PAGE_SIZE = 50;

/** The values of a year that ask to be looked at. */
export function AlertsView() {
  const { t } = useTranslation("drafting");
  const [read, change] = useAddress<"area" | "year" | "page">();
  const { data: options } = useQuery(optionsQuery);
  const page = Number(read("page")) || 1;
  const { data: alerts, error } = useQuery(
    alertsQuery({ library: null, area: read("area") || null, year: Number(read("year")) || null }),
  );
  const years = [...new Set(options?.periods.map(({ key }) => key.slice(0, 4)))].toReversed();
  return (
    <>
      <p className={styles.note}>{t("alert.note")}</p>
      <div className={styles.tools}>
        <Select
          className={styles.choice}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t("filter.area")}
          placeholder={t("filter.area")}
          value={read("area") || null}
          options={options?.areas.map(({ name }) => ({ value: name, label: name }))}
          onChange={(area: string | null) => change({ area: area ?? "", page: "" })}
        />
        <Select
          className={styles.choice}
          aria-label={t("alert.year")}
          value={read("year")}
          options={[
            { value: "", label: t("alert.latest") },
            ...years.map((year) => ({ value: year, label: t("alert.year_of", { year }) })),
          ]}
          onChange={(year) => change({ year, page: "" })}
        />
      </div>
      {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
      {!alerts && !error && <Loading />}
      {alerts?.length === 0 && <Empty className={styles.empty} description={t("alert.none")} />}
      {alerts && alerts.length > 0 && (
        <>
          <p className={styles.total} role="status">
            {t("alert.total", { count: alerts.length })}
          </p>
          <ul className={styles.list}>
            {alerts.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((alert) => (
              <li key={`${alert.kind} ${alert.message} ${alert.figure.source}`} className={styles.card}>
                <AlertMark alerts={[alert]} />
                {alert.message}
                <div className={styles.soft}>
                  {alert.figure.source ? (
                    <>
                      {alert.figure.source}{" "}
                      <Link
                        to={`/indicators?${new URLSearchParams({ query: alert.figure.name, area: alert.figure.area }).toString()}`}
                        aria-label={t("alert.open_name", { name: alert.figure.area + alert.figure.name })}
                      >
                        {t("alert.open")}
                      </Link>
                    </>
                  ) : (
                    t("alert.computed")
                  )}
                </div>
              </li>
            ))}
          </ul>
          <PageButtons
            total={alerts.length}
            page={page}
            pageSize={PAGE_SIZE}
            onPage={(next) => change({ page: String(next) })}
          />
        </>
      )}
    </>
  );
}
