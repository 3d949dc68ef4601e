import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Empty } from "antd";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../api/failure";
import { sessionQuery, useSession } from "../api/session";
import { Loading } from "../app/Loading";
import { Page } from "../app/Page";
import { HandIn } from "./HandIn";
import { uploadsQuery } from "./queries";
import { queue } from "./sending";
import { SendingList } from "./SendingList";
import { UploadItem } from "./UploadItem";
import { isActive } from "./uploading";
import styles from "./UploadsPage.module.css";

/** The keeper's counter: files are handed in, and what became of each is told. */
export function Component() {
  const { t } = useTranslation("library");
  const queries = useQueryClient();
  const { account, libraries } = useSession();
  const sendings = useSyncExternalStore(queue.subscribe, queue.snapshot).filter(
    ({ target }) => target.account === account.id,
  );
  const { data: uploads, error } = useQuery(uploadsQuery);
  useEffect(() => {
    // What has been sent stands in the list of the server from now on.
    void queries.invalidateQueries({ queryKey: uploadsQuery.queryKey });
  }, [queries, sendings.length]);
  useEffect(() => {
    if (sendings.length === 0) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [sendings.length]);
  const active = uploads?.filter(isActive).length ?? 0;
  const isFirstRead = libraries.length === 0 && active === 0 && uploads?.some(({ state }) => state !== "refused");
  useEffect(() => {
    // The first document makes the first library, which the session then names.
    if (isFirstRead) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [queries, isFirstRead]);
  return (
    <Page title={t("uploads.title")} intro={t("uploads.intro")}>
      <HandIn />
      <SendingList sendings={sendings} />
      <section aria-labelledby="uploads">
        <h2 id="uploads" className={styles.heading}>
          {t("uploads.list")}
          <span className={styles.soft} role="status">
            {active > 0 && t("uploads.active", { count: active })}
          </span>
        </h2>
        {error && <Alert type="error" showIcon title={asFailure(error).advice} />}
        {!uploads && !error && <Loading />}
        {uploads?.length === 0 && <Empty description={t("uploads.none")} />}
        <ul className={styles.list}>
          {uploads?.map((upload) => (
            <li key={upload.id} className={styles.item}>
              <UploadItem upload={upload} />
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
