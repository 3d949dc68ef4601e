import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { asFailure } from "../api/failure";
import { Loading } from "../app/Loading";
import { HealthSheet } from "./HealthSheet";
import { uploadedSheetQuery } from "./queries";
import styles from "./UploadsPage.module.css";

/** The health sheet of the document that a file has become. */
export function UploadedSheet({ library, file }: { library: string; file: string }) {
  const { t } = useTranslation("library");
  const { data: sheet, error, isPending } = useQuery(uploadedSheetQuery(library, file));
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (isPending) return <Loading />;
  if (!sheet) return <p>{t("uploads.not_there")}</p>;
  return (
    <div className={styles.sheet}>
      <HealthSheet sheet={sheet} />
      <p>
        <Link to={`/library/${sheet.id}`}>{t("uploads.to_document")}</Link>
      </p>
    </div>
  );
}
