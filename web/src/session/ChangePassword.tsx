import { useTranslation } from "react-i18next";

import { Card } from "./Card";
import { PasswordForm } from "./PasswordForm";

/** Where a person sets a password of their own, before anything else. */
export default function ChangePassword() {
  const { t } = useTranslation("people");
  return (
    <Card title={t("password.title")} intro={t("password.intro")}>
      <PasswordForm />
    </Card>
  );
}
