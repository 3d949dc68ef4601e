import { CloseCircleFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

/** What empties a box, with a word for those who do not see it. */
export function ClearIcon() {
  const { t } = useTranslation();
  return (
    <>
      <CloseCircleFilled aria-hidden />
      <span className="visually-hidden">{t("clear_box")}</span>
    </>
  );
}
