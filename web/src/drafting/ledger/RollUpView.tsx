import { useQuery } from "@tanstack/react-query";
import { Alert, Empty } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import { Loading } from "../../app/Loading";
import { useAddress } from "../../library/address";
import styles from "../Drafting.module.css";
import { rollUpQuery } from "../queries";
import { AskForm, type Asked } from "./AskForm";

/** What the values of townships make for their county. */
export function RollUpView() {
  const { t } = useTranslation("drafting");
  const [read, change] = useAddress<"indicator" | "area" | "period">();
  const asked = { indicator: read("indicator"), area: read("area"), period: read("period") };
  return (
    <>
      <p className={styles.note}>{t("rolled.note")}</p>
      <AskForm asked={asked} hasIndicator onAsk={change} />
      {asked.indicator && asked.area && asked.period ? (
        <RolledUp asked={asked} />
      ) : (
        <p className={styles.soft}>{t("asking.not_yet")}</p>
      )}
    </>
  );
}

function RolledUp({ asked }: { asked: Asked }) {
  const { t } = useTranslation("drafting");
  const { data: rolled, error } = useQuery(rollUpQuery(asked));
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!rolled) return <Loading />;
  const { name, total, subtotal, message, missing, outliers, reported } = rolled;
  return (
    <section className={styles.panel} aria-label={name}>
      <h2 className={styles.title}>
        {rolled.area}
        {reported[0]?.period ?? asked.period}
        {name}
      </h2>
      {total && (
        <p>
          {t("rolled.total")}
          <strong>{total.text}</strong>
        </p>
      )}
      {message && <Alert className={styles.above} type="warning" showIcon title={message} />}
      {subtotal && (
        <p>
          {t("rolled.subtotal")}
          <strong>{subtotal.text}</strong>
        </p>
      )}
      <p>{missing.length > 0 ? t("rolled.missing", { names: missing.join("、") }) : t("rolled.none_missing")}</p>
      {outliers.length > 0 && (
        <Alert
          className={styles.above}
          type="warning"
          showIcon
          title={t("rolled.outliers")}
          description={outliers.map((said) => (
            <div key={said}>{said}</div>
          ))}
        />
      )}
      {reported.length === 0 ? (
        <Empty description={t("rolled.none")} />
      ) : (
        <>
          <h3 className={styles.sub}>{t("rolled.reported")}</h3>
          <ul className={styles.list}>
            {reported.map(({ area, text, source }) => (
              <li key={area} className={`${styles.line} ${styles.reported}`}>
                <span>{area}</span> <strong>{text}</strong> <span className={styles.soft}>{source}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
