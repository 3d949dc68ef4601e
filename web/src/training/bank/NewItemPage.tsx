import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { Page } from "../../app/Page";
import { ItemForm } from "./ItemForm";

/** An item of a trainer's own. */
export function Component() {
  const { t } = useTranslation("training");
  const navigate = useNavigate();
  return (
    <Page title={t("form.new_title")} actions={<Link to="/training">{t("item.to_bank")}</Link>}>
      <ItemForm
        onDone={(id) => void navigate(`/training/items/${id}`)}
        onClose={() => void navigate("/training")}
      />
    </Page>
  );
}
