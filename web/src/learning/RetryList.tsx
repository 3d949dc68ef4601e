import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { showMoment } from "../app/moments";
import { StateTag } from "../app/StateTag";
import attempt from "./attempt/Attempt.module.css";
import { MarkedAnswer } from "./attempt/MarkedAnswer";
import { Stem } from "./attempt/Stem";
import styles from "./Learning.module.css";
import { retriesQuery, startRetry } from "./queries";
import { Shown } from "./Shown";
import { useStart } from "./useStart";

/** What one answered wrongly, with what is right, and a way to try again. */
export function RetryList() {
  const { t } = useTranslation("learning");
  const { start, isStarting } = useStart(startRetry);
  return (
    <Shown query={useQuery(retriesQuery)} none={t("retry.none")} noneNote={t("retry.none_note")}>
      {(retries) => (
        <>
          <div className={styles.actions}>
            <Button size="large" type="primary" loading={isStarting} onClick={() => void start()}>
              {t("retry.start")}
            </Button>
            <span className={styles.soft}>
              {t("retry.total", { total: retries.length })}
              {t("retry.note")}
            </span>
          </div>
          <ul className={styles.list}>
            {retries.map(({ question: asked, answer, mark, wrong, answered_at }) => (
              <li key={`${mark.item_id} ${asked.stem}`} className={styles.item}>
                <details>
                  <summary className={styles.summary}>
                    <StateTag tone="busy">{t(`kind.${asked.kind}`)}</StateTag>
                    <Stem asked={asked} />
                    <span className={styles.soft}> {t("retry.when", { moment: showMoment(answered_at), wrong })}</span>
                  </summary>
                  <div className={attempt.marked}>
                    <MarkedAnswer asked={asked} answer={answer} mark={mark} />
                  </div>
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </Shown>
  );
}
