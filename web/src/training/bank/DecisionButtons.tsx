import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Decision, ItemState } from "../../api/records";
import { ReasonDialog } from "./ReasonDialog";
import { useDecide } from "./useDecide";

const POSSIBLE: Record<ItemState, readonly Decision[]> = {
  draft: ["accept", "reject"],
  reviewed: ["publish", "reject"],
  published: ["withdraw"],
  withdrawn: ["restore"],
};
const EVERY: readonly Decision[] = ["accept", "publish", "reject", "withdraw", "restore"];

interface DecisionButtonsProps {
  ids: string[];
  /** Of the item, where it is one; every decision is offered for several. */
  state?: ItemState;
  onDone?: () => void;
}

/** What can be decided on items. */
export function DecisionButtons({ ids, state, onDone }: DecisionButtonsProps) {
  const { t } = useTranslation("training");
  const [asked, setAsked] = useState<"reject" | "withdraw" | null>(null);
  const { mutate, isPending } = useDecide(onDone);
  return (
    <>
      {(state ? POSSIBLE[state] : EVERY).map((decision, index) => (
        <Button
          key={decision}
          type={index === 0 ? "primary" : "default"}
          disabled={ids.length === 0 || isPending}
          onClick={() => {
            if (decision === "reject" || decision === "withdraw") setAsked(decision);
            else mutate({ ids, decisions: [decision] });
          }}
        >
          {t(`decision.${decision}`)}
        </Button>
      ))}
      {asked && (
        <ReasonDialog
          decision={asked}
          onClose={() => setAsked(null)}
          onReason={(reason) => {
            setAsked(null);
            mutate({ ids, decisions: [asked], reason });
          }}
        />
      )}
    </>
  );
}
