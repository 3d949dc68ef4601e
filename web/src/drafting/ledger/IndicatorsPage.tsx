import { FileSearchOutlined, ImportOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { usePermission } from "../../api/session";
import { Page } from "../../app/Page";
import { useAddress } from "../../library/address";
import styles from "../Drafting.module.css";
import { AlertsView } from "./AlertsView";
import { CatalogueView } from "./CatalogueView";
import { DerivedView } from "./DerivedView";
import { LedgerView } from "./LedgerView";
import { RollUpView } from "./RollUpView";

const VIEWS = {
  values: LedgerView,
  alerts: AlertsView,
  roll_up: RollUpView,
  derived: DerivedView,
  catalogue: CatalogueView,
} satisfies Record<string, ComponentType>;

type View = keyof typeof VIEWS;

const NAMES = Object.keys(VIEWS) as View[];

/** The ledger of indicators: values, what follows from them, and the catalogue they are values of. */
export function Component() {
  const { t } = useTranslation("drafting");
  const isDrafter = usePermission("draft");
  const navigate = useNavigate();
  const [read] = useAddress<"tab">();
  const view = NAMES.find((name) => name === read("tab")) ?? "values";
  const Shown = VIEWS[view];
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
      <nav className={styles.tabs} aria-label={t("ledger.views")}>
        {NAMES.map((name) => (
          <Link
            key={name}
            className={styles.tab}
            aria-current={name === view ? "page" : undefined}
            to={name === "values" ? "/indicators" : `/indicators?tab=${name}`}
          >
            {t(`ledger.${name}`)}
          </Link>
        ))}
      </nav>
      <Shown />
    </Page>
  );
}
