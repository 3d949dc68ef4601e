import { useTranslation } from "react-i18next";

/** 问政策: questions and their answers. */
export function Component() {
  const { t } = useTranslation("chat");
  return <h1>{t("title")}</h1>;
}
