import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "../Drafting.module.css";
import { INDICATOR_NAMES, IndicatorNames } from "../IndicatorNames";
import { optionsQuery } from "../queries";
import { Word } from "../Word";

export interface Asked {
  indicator: string;
  area: string;
  period: string;
}

interface AskFormProps {
  asked: Asked;
  /** Whether one indicator is meant. */
  hasIndicator?: boolean;
  onAsk: (asked: Asked) => void;
}

/** Which area and period are meant, and perhaps which indicator. */
export function AskForm({ asked, hasIndicator = false, onAsk }: AskFormProps) {
  const { t } = useTranslation("drafting");
  const [said, setSaid] = useState(asked);
  const { data: options } = useQuery(optionsQuery);
  const [areas, periods] = [useId(), useId()];
  const change = (more: Partial<Asked>): void => setSaid({ ...said, ...more });
  return (
    <form
      className={styles.tools}
      onSubmit={(event) => {
        event.preventDefault();
        onAsk({ indicator: said.indicator.trim(), area: said.area.trim(), period: said.period.trim() });
      }}
    >
      {hasIndicator && (
        <>
          <IndicatorNames />
          <Word
            label={t("asking.indicator")}
            value={said.indicator}
            list={INDICATOR_NAMES}
            onChange={(indicator) => change({ indicator })}
          />
        </>
      )}
      <Word
        label={t("ledger.area")}
        value={said.area}
        list={areas}
        placeholder={t("report.area_example")}
        onChange={(area) => change({ area })}
      />
      <Word
        label={t("ledger.period")}
        value={said.period}
        list={periods}
        placeholder={t("report.period_example")}
        onChange={(period) => change({ period })}
      />
      <datalist id={areas}>{options?.areas.map(({ name }) => <option key={name} value={name} />)}</datalist>
      <datalist id={periods}>
        {options?.periods.toReversed().map(({ key, name }) => <option key={key} value={name} />)}
      </datalist>
      <Button type="primary" htmlType="submit" className={styles.foot}>
        {t("asking.show")}
      </Button>
    </form>
  );
}
