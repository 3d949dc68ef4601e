import { CheckCircleOutlined, ExclamationCircleOutlined, MinusCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Empty } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import type { ShownDerived } from "../../api/records";
import { Loading } from "../../app/Loading";
import { StateTag } from "../../app/StateTag";
import { useAddress } from "../../library/address";
import styles from "../Drafting.module.css";
import { derivedQuery } from "../queries";
import { AskForm } from "./AskForm";

/** What the formulas of the catalogue give, beside what the ledger says. */
export function DerivedView() {
  const { t } = useTranslation("drafting");
  const [read, change] = useAddress<"area" | "period">();
  const [area, period] = [read("area"), read("period")];
  return (
    <>
      <p className={styles.note}>{t("derived.note")}</p>
      <AskForm asked={{ indicator: "", area, period }} onAsk={(said) => change({ area: said.area, period: said.period })} />
      {area && period ? (
        <Computed area={area} period={period} />
      ) : (
        <p className={styles.soft}>{t("asking.not_yet")}</p>
      )}
    </>
  );
}

function Computed({ area, period }: { area: string; period: string }) {
  const { t } = useTranslation("drafting");
  const { data: derived, error } = useQuery(derivedQuery({ area, period }));
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!derived) return <Loading />;
  if (derived.length === 0) return <Empty className={styles.empty} description={t("derived.none")} />;
  const computed = derived.filter(({ figure }) => figure);
  const rest = derived.filter(({ figure }) => !figure);
  return (
    <>
      <List derived={computed.toSorted((one, other) => Number(other.differs) - Number(one.differs))} />
      {rest.length > 0 && (
        <details className={styles.details}>
          <summary>{t("derived.undefined_count", { count: rest.length })}</summary>
          <List derived={rest} />
        </details>
      )}
    </>
  );
}

function List({ derived }: { derived: ShownDerived[] }) {
  const { t } = useTranslation("drafting");
  return (
    <ul className={styles.list}>
      {derived.map((each) => (
        <li key={each.code} className={styles.card}>
          <div className={styles.head}>
            <Agreement derived={each} />
            {each.name}
            {each.figure && <strong>{each.figure.text}</strong>}
          </div>
          {each.message && <div>{each.message}</div>}
          <div className={styles.soft}>
            {[
              each.stated && t("derived.stated", { text: each.stated.text }),
              each.computation && t("derived.computation", { computation: each.computation }),
              t("catalogue.by_formula", { formula: each.formula }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Agreement({ derived: { figure, stated, differs } }: { derived: ShownDerived }) {
  const { t } = useTranslation("drafting");
  if (!figure) {
    return (
      <StateTag tone="plain" icon={<MinusCircleOutlined aria-hidden />}>
        {t("derived.undefined")}
      </StateTag>
    );
  }
  if (!stated) return <StateTag tone="plain">{t("derived.not_stated")}</StateTag>;
  return differs ? (
    <StateTag tone="bad" icon={<ExclamationCircleOutlined aria-hidden />}>
      {t("derived.differs")}
    </StateTag>
  ) : (
    <StateTag tone="good" icon={<CheckCircleOutlined aria-hidden />}>
      {t("derived.agrees")}
    </StateTag>
  );
}
