import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, Button, Empty } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { asFailure } from "../../api/failure";
import type { Difficulty, ItemKind, ItemQuery, ItemState } from "../../api/records";
import { Loading } from "../../app/Loading";
import { Page } from "../../app/Page";
import drafting from "../../drafting/Drafting.module.css";
import { useAddress } from "../../library/address";
import { TrainingTabs } from "../TrainingTabs";
import { BankFilter, FILTER_NAMES, type FilterName } from "./BankFilter";
import { ExportDialog } from "./ExportDialog";
import { ItemList } from "./ItemList";
import { itemsQuery, optionsQuery, QUERY_CHARACTERS } from "./queries";

const PAGE_SIZE = 50;

/** Every item that there is, those one asks for. */
export function Component() {
  const { t } = useTranslation("training");
  const navigate = useNavigate();
  const [read, change] = useAddress<FilterName | "page">();
  const [isExporting, setIsExporting] = useState(false);
  const page = Number(read("page")) || 1;
  const filters: ItemQuery = {
    library: read("library") || null,
    kind: (read("kind") || null) as ItemKind | null,
    topic: read("topic") || null,
    difficulty: (read("difficulty") || null) as Difficulty | null,
    state: (read("state") || null) as ItemState | null,
    flawed: read("flawed") ? read("flawed") === "true" : null,
    query: read("query").slice(0, QUERY_CHARACTERS),
  };
  const options = useQuery(optionsQuery(filters.library ?? null));
  const items = useQuery({
    ...itemsQuery({ ...filters, page, page_size: PAGE_SIZE }),
    placeholderData: keepPreviousData,
  });
  const isFiltered = FILTER_NAMES.some(read);
  const problem = items.error ?? options.error;
  const waiting = options.data?.tally.states.draft ?? 0;
  return (
    <Page
      title={t("bank.title")}
      intro={t("bank.intro")}
      actions={
        <>
          <Button type="primary" onClick={() => void navigate("/training/make")}>
            {t("bank.make")}
          </Button>
          <Button onClick={() => void navigate("/training/review")}>
            {waiting > 0 ? t("bank.review_count", { count: waiting }) : t("bank.review")}
          </Button>
          <Button onClick={() => void navigate("/training/items/new")}>{t("bank.write")}</Button>
          <Button onClick={() => void navigate("/training/import")}>{t("bank.import")}</Button>
          <Button disabled={!items.data?.total} onClick={() => setIsExporting(true)}>
            {t("bank.export")}
          </Button>
        </>
      }
    >
      <TrainingTabs current="bank" />
      <BankFilter
        key={FILTER_NAMES.map(read).join("\n")}
        values={Object.fromEntries(FILTER_NAMES.map((name) => [name, read(name)]))}
        options={options.data}
        onChange={(chosen) => change({ ...chosen, page: "" })}
      />
      {problem && <Alert type="error" showIcon title={asFailure(problem).advice} />}
      {items.isPending && <Loading />}
      {items.data &&
        (items.data.total === 0 ? (
          <Empty
            className={drafting.empty}
            description={
              isFiltered ? (
                t("bank.none_such")
              ) : (
                <>
                  <strong>{t("bank.none")}</strong>
                  <div>{t("bank.none_hint")}</div>
                </>
              )
            }
          />
        ) : (
          <ItemList
            key={page}
            views={items.data.items}
            total={items.data.total}
            page={page}
            pageSize={PAGE_SIZE}
            onPage={(next) => change({ page: String(next) })}
          />
        ))}
      <p>
        <Link to="/training/affected">{t("bank.affected")}</Link>
      </p>
      {isExporting && options.data && (
        <ExportDialog
          formats={options.data.formats}
          filters={filters}
          count={items.data?.total ?? 0}
          onClose={() => setIsExporting(false)}
        />
      )}
    </Page>
  );
}
