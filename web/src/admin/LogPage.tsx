import { DownloadOutlined } from "@ant-design/icons";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Alert, Button, DatePicker, Form, Input, Select, Table, type TableColumnsType } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import type { AuditEvent } from "../api/records";
import { ClearIcon } from "../app/ClearIcon";
import { showMoment } from "../app/moments";
import { Page } from "../app/Page";
import { StateTag } from "../app/StateTag";
import { actionName, ACTIONS, type LogQuery, OUTCOMES, outcomeName } from "./events";
import styles from "./LogPage.module.css";

type Filter = Omit<LogQuery, "before" | "limit">;

interface FilterFields extends Omit<Filter, "since" | "until"> {
  days?: [Dayjs | null, Dayjs | null] | null;
}

/** Who did what, when and from where. */
export function Component() {
  const { t } = useTranslation(["people", "common"]);
  const [filter, setFilter] = useState<Filter>({});
  const log = useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) =>
      take(api.GET("/api/v1/audit", { params: { query: { ...filter, ...(pageParam ? { before: pageParam } : {}) } } })),
    initialPageParam: 0,
    getNextPageParam: ({ events }) => (events.length < 50 ? undefined : events.at(-1)?.id),
    placeholderData: keepPreviousData,
  });
  const pages = log.data?.pages ?? [];
  const events = pages.flatMap((page) => page.events);

  const columns: TableColumnsType<AuditEvent> = [
    { title: t("log.at"), render: (_, { at }) => showMoment(at), className: styles.at },
    { title: t("log.who"), render: (_, { username }) => username || t("log.nobody") },
    { title: t("log.action"), render: (_, { action }) => actionName(t, action) },
    {
      title: t("log.object"),
      render: (_, { object, question }) => (
        <div className={styles.object}>
          {object}
          {question && <div>{t("log.question", { question })}</div>}
        </div>
      ),
    },
    {
      title: t("log.outcome"),
      render: (_, { outcome }) => (
        <StateTag tone={outcome === "done" ? "good" : "bad"}>{outcomeName(t, outcome)}</StateTag>
      ),
    },
    { title: t("log.address"), dataIndex: "address" },
  ];

  return (
    <Page
      title={t("log.title")}
      intro={t("log.intro")}
      actions={
        <>
          <Button icon={<DownloadOutlined aria-hidden />} href={`/api/v1/audit/export?${asSearch(filter, "xlsx")}`}>
            {t("log.export_xlsx")}
          </Button>
          <Button icon={<DownloadOutlined aria-hidden />} href={`/api/v1/audit/export?${asSearch(filter, "csv")}`}>
            {t("log.export_csv")}
          </Button>
        </>
      }
    >
      <Form<FilterFields> layout="inline" className={styles.filter} onFinish={(fields) => setFilter(asFilter(fields))}>
        <Form.Item name="username" label={t("log.who")}>
          <Input allowClear={{ clearIcon: <ClearIcon /> }} />
        </Form.Item>
        <Form.Item name="action" label={t("log.action")}>
          <Select
            allowClear={{ clearIcon: <ClearIcon /> }}
            style={{ minWidth: "10rem" }}
            options={ACTIONS.map((value) => ({ value, label: t(`action.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="outcome" label={t("log.outcome")}>
          <Select
            allowClear={{ clearIcon: <ClearIcon /> }}
            style={{ minWidth: "6rem" }}
            options={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="days" label={t("log.days")}>
          <DatePicker.RangePicker allowEmpty={[true, true]} />
        </Form.Item>
        <Form.Item name="query" label={t("log.words")}>
          <Input allowClear={{ clearIcon: <ClearIcon /> }} />
        </Form.Item>
        <Button htmlType="submit" type="primary">
          {t("log.search")}
        </Button>
      </Form>
      {log.error && <Alert type="error" showIcon title={asFailure(log.error).advice} />}
      {pages[0] && <p role="status">{t("log.total", { total: pages[0].total })}</p>}
      {/* A wide table scrolls by itself, also with the arrow keys. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("log.title")}>
        <Table<AuditEvent>
          rowKey="id"
          size="small"
          columns={columns}
          dataSource={events}
          loading={log.isPending}
          pagination={false}
          locale={{ emptyText: t("log.none") }}
        />
      </div>
      {log.hasNextPage && (
        <Button block loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t("log.more")}
        </Button>
      )}
    </Page>
  );
}

/** Return what the form says as the server reads it; what is left empty lets everything pass. */
export function asFilter({ days, ...rest }: FilterFields): Filter {
  const since = days?.[0]?.format("YYYY-MM-DD");
  const until = days?.[1]?.format("YYYY-MM-DD");
  return Object.fromEntries(Object.entries({ ...rest, since, until }).filter(([, value]) => value));
}

function asSearch(filter: Filter, format: string): string {
  const search = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filter)) if (value) search.set(name, value);
  return search.toString();
}
