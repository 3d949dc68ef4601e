import {
  CheckCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  MinusCircleOutlined,
} from "@ant-design/icons";
import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { PreflightItem, PreflightReport } from "../../api/records";
import { StateTag, type Tone } from "../../app/StateTag";
import drafting from "../Drafting.module.css";
import { type Concern, gather, isFine } from "./preflight";
import styles from "./Reports.module.css";

const LOOKS: Record<PreflightItem["state"], { tone: Tone; icon: ReactNode }> = {
  ready: { tone: "good", icon: <CheckCircleOutlined aria-hidden /> },
  missing: { tone: "bad", icon: <CloseCircleOutlined aria-hidden /> },
  unused: { tone: "plain", icon: <MinusCircleOutlined aria-hidden /> },
  wrong_unit: { tone: "bad", icon: <CloseCircleOutlined aria-hidden /> },
  undefined: { tone: "look", icon: <ExclamationCircleOutlined aria-hidden /> },
  syntax: { tone: "bad", icon: <CloseCircleOutlined aria-hidden /> },
};

/** How everything stands that a template asks for, what has to be looked at first. */
export function PreflightList({ report: { items, is_ready, can_draft } }: { report: PreflightReport }) {
  const { t } = useTranslation("drafting");
  const open = gather(items.filter((item) => !isFine(item)));
  const fine = gather(items.filter(isFine));
  return (
    <>
      <Alert
        className={drafting.below}
        type={is_ready ? "success" : "warning"}
        showIcon
        title={
          is_ready
            ? t("preflight.ready", { count: items.length })
            : t(can_draft ? "preflight.open" : "preflight.wrong", { count: open.length })
        }
      />
      <Items items={open} />
      {fine.length > 0 && (
        <details className={styles.options}>
          <summary>{t("preflight.fine", { count: fine.length })}</summary>
          <Items items={fine} />
        </details>
      )}
    </>
  );
}

function Items({ items }: { items: Concern[] }) {
  const { t } = useTranslation("drafting");
  return (
    <ul className={drafting.list}>
      {items.map(({ names, kind, state, places, value, advice }) => (
        <li key={`${names.join()} ${state} ${places.join()}`} className={drafting.line}>
          <StateTag {...LOOKS[state]}>{t(`item_state.${state}`)}</StateTag>
          <strong>{names.join("；")}</strong>
          {value && <span className={drafting.value}>{value}</span>}
          <div className={drafting.soft}>{[t(`item_kind.${kind}`), places.join("、")].filter(Boolean).join(" · ")}</div>
          {advice && <div>{advice}</div>}
        </li>
      ))}
    </ul>
  );
}
