import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Proposal } from "../../api/records";
import { StateTag } from "../../app/StateTag";
import styles from "../Drafting.module.css";
import { Word } from "../Word";
import { INDICATOR_NAMES } from "../IndicatorNames";
import { type Choice, isWhole } from "./proposing";

const WORDS = ["name", "area", "period", "value", "unit"] as const satisfies (keyof Proposal)[];

interface ProposalItemProps {
  choice: Choice;
  onTick: (isChosen: boolean) => void;
  onChange: (change: Partial<Proposal>) => void;
}

/** A figure that a report states, with the sentence that states it. */
export function ProposalItem({ choice: { proposal, isChosen }, onTick, onChange }: ProposalItemProps) {
  const { t } = useTranslation("drafting");
  const [isOpen, setIsOpen] = useState(false);
  const { name, area, period, value, unit, qualifier, evidence, code } = proposal;
  const said = `${area}${period}${name} ${value}${qualifier === "余" ? "余" : ""}${unit}`;
  return (
    <>
      <div className={styles.head}>
        <Checkbox
          checked={isChosen}
          disabled={!isWhole(proposal)}
          onChange={({ target }) => onTick(target.checked)}
        >
          {[area, period, name].filter(Boolean).join(" · ")}
          <strong className={styles.value}>
            {value}
            {unit}
            {qualifier && `（${qualifier}）`}
          </strong>
        </Checkbox>
        {!isWhole(proposal) && <StateTag tone="look">{t("extract.incomplete")}</StateTag>}
        {!code && <StateTag tone="plain">{t("table.unknown")}</StateTag>}
        <Button
          className={styles.right}
          aria-expanded={isOpen}
          aria-label={t(isOpen ? "extract.close_name" : "extract.edit_name", { name: said })}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t(isOpen ? "table.close" : "extract.edit")}
        </Button>
      </div>
      <blockquote className={styles.evidence}>{evidence}</blockquote>
      {isOpen && (
        <div className={styles.columns}>
          {WORDS.map((each) => (
            <Word
              key={each}
              label={t(`proposal.${each}`)}
              value={proposal[each]}
              list={each === "name" ? INDICATOR_NAMES : undefined}
              onChange={(word) => onChange({ [each]: word })}
            />
          ))}
        </div>
      )}
    </>
  );
}
