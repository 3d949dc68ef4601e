import { FileSearchOutlined, ImportOutlined } from "@ant-design/icons";
import { Button, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { usePermission } from "../../api/session";
import { Page } from "../../app/Page";
import { useAddress } from "../../library/address";
import { AlertsView } from "./AlertsView";
import { CatalogueView } from "./CatalogueView";
import { DerivedView } from "./DerivedView";
import { LedgerView } from "./LedgerView";
import { RollUpView } from "./RollUpView";

/** The ledger of indicators: values, and the catalogue they are values of. */
export function Component() {
  const { t } = useTranslation("drafting");
  const isDrafter = usePermission("draft");
  const navigate = useNavigate();
  const [read, change] = useAddress<"tab" | "entry" | "page" | "query" | "words">();
  return (
    <Page
      title={t("ledger.title")}
      intro={t("ledger.intro")}
      actions={
        isDrafter && (
          <>
            <Button
              type="primary"
              icon={<ImportOutlined aria-hidden />}
              onClick={() => void navigate("/indicators/import")}
            >
              {t("ledger.import")}
            </Button>
            <Button icon={<FileSearchOutlined aria-hidden />} onClick={() => void navigate("/indicators/extract")}>
              {t("ledger.extract")}
            </Button>
          </>
        )
      }
    >
      <Tabs
        activeKey={read("tab") || "values"}
        onChange={(tab) => change({ tab: tab === "values" ? "" : tab, entry: "", page: "", query: "", words: "" })}
        destroyOnHidden
        items={[
          { key: "values", label: t("ledger.values"), children: <LedgerView /> },
          { key: "alerts", label: t("ledger.alerts"), children: <AlertsView /> },
          { key: "roll-up", label: t("ledger.roll_up"), children: <RollUpView /> },
          { key: "derived", label: t("ledger.derived"), children: <DerivedView /> },
          { key: "catalogue", label: t("ledger.catalogue"), children: <CatalogueView /> },
        ]}
      />
    </Page>
  );
}
