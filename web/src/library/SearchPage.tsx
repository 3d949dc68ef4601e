import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, Empty, Input, Pagination, Switch } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../api/failure";
import type { Filters } from "../api/records";
import { useSession } from "../api/session";
import { Loading } from "../app/Loading";
import { Page } from "../app/Page";
import { FilterButton } from "../chat/asking/FilterButton";
import { tidy } from "../chat/asking/filters";
import { useAddress } from "./address";
import { ClearIcon } from "../app/ClearIcon";
import { FoundDocument } from "./FoundDocument";
import { searchQuery } from "./queries";
import styles from "./SearchPage.module.css";
import { usePageButtons } from "../app/usePageButtons";

const PAGE_SIZE = 10;

type Name = "q" | "page" | "library" | "category" | "kind" | "region" | "year" | "in_force";

/** Full text search: every passage that has the words, gathered by document. */
export function Component() {
  const { t } = useTranslation("library");
  const { limits } = useSession();
  const [read, change] = useAddress<Name>();
  const question = read("q");
  const page = Number(read("page")) || 1;
  const filters = readFilters(read);
  return (
    <Page title={t("search.title")} intro={t("search.intro")}>
      <Input.Search
        key={question}
        size="large"
        allowClear={{ clearIcon: <ClearIcon /> }}
        maxLength={limits.question_characters}
        defaultValue={question}
        placeholder={t("search.placeholder")}
        aria-label={t("search.label")}
        enterButton={t("search.button")}
        onSearch={(words) => change({ q: words.trim(), page: "" })}
      />
      <div className={styles.options}>
        <FilterButton filters={filters} onChange={(chosen) => change({ ...asWords(chosen), page: "" })} />
        <label className={styles.switch}>
          <Switch
            checked={filters.in_force}
            onChange={(isOnly) => change({ in_force: isOnly ? "yes" : "", page: "" })}
          />
          {t("search.in_force")}
        </label>
      </div>
      {question ? (
        <Found question={question} filters={filters} page={page} onPage={(next) => change({ page: String(next) })} />
      ) : (
        <Empty className={styles.empty} description={t("search.start")} />
      )}
    </Page>
  );
}

interface FoundProps {
  question: string;
  filters: Filters;
  /** Counting from 1. */
  page: number;
  onPage: (page: number) => void;
}

function Found({ question, filters, page, onPage }: FoundProps) {
  const { t } = useTranslation("library");
  const itemRender = usePageButtons();
  const search = useQuery({
    ...searchQuery({ question, filters: tidy(filters), page, page_size: PAGE_SIZE }),
    placeholderData: keepPreviousData,
  });
  if (search.error) return <Alert type="error" showIcon title={asFailure(search.error).advice} />;
  if (!search.data) return <Loading />;
  const { groups, documents, passages } = search.data;
  if (documents === 0) return <Empty className={styles.empty} description={t("search.none")} />;
  return (
    <div aria-busy={search.isFetching}>
      <p className={styles.soft} role="status">
        {t("search.found", { documents, passages })}
      </p>
      <ol className={styles.list}>
        {groups.map((group) => (
          <FoundDocument key={group.document.id} found={group} />
        ))}
      </ol>
      <Pagination
        align="center"
        hideOnSinglePage
        current={page}
        pageSize={PAGE_SIZE}
        showSizeChanger={false}
        itemRender={itemRender}
        total={documents}
        onChange={onPage}
      />
    </div>
  );
}

function readFilters(read: (name: Name) => string): Filters {
  return {
    library: read("library") || null,
    category: read("category") || null,
    kind: read("kind") || null,
    region: read("region") || null,
    year: Number(read("year")) || null,
    in_force: read("in_force") !== "",
  };
}

function asWords({ library, category, kind, region, year }: Filters): Partial<Record<Name, string>> {
  return {
    library: library ?? "",
    category: category ?? "",
    kind: kind ?? "",
    region: region ?? "",
    year: year ? String(year) : "",
  };
}
