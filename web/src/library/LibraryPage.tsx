import { UploadOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, Button, Empty } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { asFailure } from "../api/failure";
import { usePermission } from "../api/session";
import { Page } from "../app/Page";
import { categoriesQuery } from "../chat/queries";
import { useAddress } from "./address";
import { DocumentFilter, FILTER_NAMES, type FilterName } from "./DocumentFilter";
import { DocumentList } from "./DocumentList";
import styles from "./LibraryPage.module.css";
import { documentsQuery, QUERY_CHARACTERS } from "./queries";
import { Reminders } from "./Reminders";
import { Shelves } from "./Shelves";
import { countShelves, onShelf } from "./shelving";
import { VALIDITIES } from "./validity";

/** The library: what there is, shelf by shelf. */
export function Component() {
  const { t } = useTranslation("library");
  const isKeeper = usePermission("keep");
  const navigate = useNavigate();
  const [read, change] = useAddress<FilterName | "category">();
  const { data: categories = [] } = useQuery(categoriesQuery);
  const documents = useQuery({ ...documentsQuery(asQuery(read)), placeholderData: keepPreviousData });
  const found = documents.data ?? [];
  const shelf = read("category");
  const isFiltered = FILTER_NAMES.some(read);

  return (
    <Page
      title={t("title")}
      intro={t("intro")}
      actions={
        isKeeper && (
          <Button type="primary" icon={<UploadOutlined aria-hidden />} onClick={() => void navigate("/uploads")}>
            {t("upload")}
          </Button>
        )
      }
    >
      {isKeeper && <Reminders />}
      <div className={styles.columns}>
        <Shelves
          shelves={countShelves(categories, found)}
          total={found.length}
          chosen={shelf}
          onChoose={(category) => change({ category })}
        />
        <div className={styles.content}>
          <DocumentFilter
            key={FILTER_NAMES.map(read).join("\n")}
            values={Object.fromEntries(FILTER_NAMES.map((name) => [name, read(name)]))}
            onChange={change}
          />
          {documents.error && <Alert type="error" showIcon title={asFailure(documents.error).advice} />}
          {documents.isSuccess && found.length === 0 && !isFiltered ? (
            <Empty
              className={styles.empty}
              description={
                <>
                  <strong>{t("list.empty_title")}</strong>
                  <div>{t(isKeeper ? "list.empty_keeper" : "list.empty_reader")}</div>
                </>
              }
            />
          ) : (
            <DocumentList documents={onShelf(found, shelf)} isLoading={documents.isPending} />
          )}
        </div>
      </div>
    </Page>
  );
}

function asQuery(read: (name: FilterName) => string) {
  return {
    library: read("library") || null,
    region: read("region") || null,
    year: Number(read("year")) || null,
    kind: read("kind") || null,
    validity: VALIDITIES.find((each) => each === read("validity")) ?? null,
    query: read("query").slice(0, QUERY_CHARACTERS),
  };
}
