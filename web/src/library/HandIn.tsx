import { InboxOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Select, Upload } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../api/session";
import { categoriesQuery } from "../chat/queries";
import { queue } from "./sending";
import { mostBytes, showSize } from "./uploading";
import styles from "./UploadsPage.module.css";

/** Takes files from this machine: dropped, or chosen. */
export function HandIn() {
  const { t } = useTranslation("library");
  const { notification } = App.useApp();
  const { account, libraries, limits } = useSession();
  const { data: categories = [] } = useQuery(categoriesQuery);
  const [library, setLibrary] = useState(libraries[0] ?? null);
  const [category, setCategory] = useState("");
  const id = useId();

  const problemOf = ({ name, size }: File): string => {
    const most = mostBytes(name, limits);
    if (size > most) return t("uploads.too_large", { size: showSize(size), most: showSize(most) });
    return size === 0 ? t("uploads.empty_file") : "";
  };
  const take = (file: File): void => {
    const problem = problemOf(file);
    if (problem) notification.error({ title: file.name, description: problem, duration: 0 });
    else queue.add([file], { account: account.id, library, category });
  };
  return (
    <div className={styles.handIn}>
      <div className={styles.targets}>
        {libraries.length > 1 && (
          <div className={styles.target}>
            <label htmlFor={`${id}-library`}>{t("uploads.library")}</label>
            <Select
              id={`${id}-library`}
              value={library}
              options={libraries.map((value) => ({ value, label: value }))}
              onChange={setLibrary}
            />
          </div>
        )}
        <div className={styles.target}>
          <label htmlFor={`${id}-category`}>{t("uploads.category")}</label>
          <Select
            id={`${id}-category`}
            value={category}
            options={[
              { value: "", label: t("uploads.category_auto") },
              ...categories.map((value) => ({ value, label: value })),
            ]}
            onChange={setCategory}
          />
        </div>
      </div>
      <Upload.Dragger
        multiple
        showUploadList={false}
        beforeUpload={(file) => {
          take(file);
          return false;
        }}
      >
        <p className={styles.dropIcon}>
          <InboxOutlined aria-hidden />
        </p>
        <p className={styles.drop}>{t("uploads.drop")}</p>
        <p className={styles.soft}>
          {t("uploads.drop_hint", {
            file: showSize(mostBytes("", limits)),
            upload: showSize(mostBytes(".zip", limits)),
          })}
        </p>
      </Upload.Dragger>
    </div>
  );
}
