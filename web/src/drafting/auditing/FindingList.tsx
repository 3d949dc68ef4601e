import { BulbOutlined, CloseCircleOutlined, ExclamationCircleOutlined } from "@ant-design/icons";
import { Checkbox, Empty, Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ShownFinding } from "../../api/records";
import { StateTag, type Tone } from "../../app/StateTag";
import drafting from "../Drafting.module.css";
import styles from "./Auditing.module.css";
import { choose, countSeverities, rulesOf, SEVERITIES } from "./findings";

const LOOKS: Record<(typeof SEVERITIES)[number], { tone: Tone; icon: ReactNode }> = {
  error: { tone: "bad", icon: <CloseCircleOutlined aria-hidden /> },
  warning: { tone: "look", icon: <ExclamationCircleOutlined aria-hidden /> },
  hint: { tone: "busy", icon: <BulbOutlined aria-hidden /> },
};

interface FindingListProps {
  findings: ShownFinding[];
  /** The number of the one that is marked in the text, from 1; 0 for none. */
  chosen: number;
  onChoose: (number: number) => void;
}

/** What was found in a draft, in its order; a press shows where. */
export function FindingList({ findings, chosen, onChoose }: FindingListProps) {
  const { t } = useTranslation("drafting");
  const [severities, setSeverities] = useState<(typeof SEVERITIES)[number][]>([...SEVERITIES]);
  const [rules, setRules] = useState<string[]>([]);
  const counts = countSeverities(findings);
  const shown = choose(findings, { severities, rules });
  return (
    <section className={styles.findings} aria-label={t("audit.findings")}>
      <Checkbox.Group
        value={severities}
        options={SEVERITIES.filter((each) => counts[each] > 0).map((each) => ({
          value: each,
          label: `${t(`severity.${each}`)} ${counts[each]}`,
        }))}
        onChange={setSeverities}
      />
      <Select
        mode="multiple"
        className={drafting.whole}
        aria-label={t("audit.rules")}
        placeholder={t("audit.rules")}
        value={rules}
        options={rulesOf(findings).map(({ name, count }) => ({ value: name, label: `${name} ${count}` }))}
        onChange={setRules}
      />
      {shown.length === 0 && <Empty description={t("audit.none_such")} />}
      <ol className={styles.list}>
        {shown.map(({ finding, rule_name, number }) => (
          <li key={number}>
            <button
              type="button"
              className={number === chosen ? `${styles.finding} ${styles.here}` : styles.finding}
              aria-pressed={number === chosen}
              onClick={() => onChoose(number)}
            >
              <span>
                <StateTag {...LOOKS[finding.severity]}>{t(`severity.${finding.severity}`)}</StateTag>
                <strong>{rule_name}</strong> <span className={drafting.soft}>{finding.place}</span>
              </span>
              <span>{finding.message}</span>
              {finding.expected && (
                <span>
                  {t("audit.expected")}
                  <strong>{finding.expected}</strong>
                </span>
              )}
              {finding.basis && (
                <span className={drafting.soft}>
                  {t("audit.basis")}
                  {finding.basis}
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
