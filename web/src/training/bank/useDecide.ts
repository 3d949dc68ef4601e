import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import type { Decision } from "../../api/records";
import { decide } from "./queries";

interface Wanted {
  ids: string[];
  /** One after the other; what the first refuses is refused by the next as well. */
  decisions: Decision[];
  reason?: string;
}

/** Decides on items, and says what became of it; everything shown of the bank is asked for again. */
export function useDecide(onDone?: () => void) {
  const { t } = useTranslation("training");
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ ids, decisions, reason }: Wanted) => {
      const [first, ...others] = decisions;
      if (!first) throw new Error("nothing is decided");
      let decided = await decide(ids, first, reason);
      const refused = [...decided.refused];
      for (const next of others) {
        if (decided.done.length === 0) break;
        decided = await decide(decided.done, next, reason);
        refused.push(...decided.refused);
      }
      return { done: decided.done, refused };
    },
    onSuccess: ({ done, refused }, { decisions }) => {
      const decision = t(`decision.${decisions.at(-1) ?? "accept"}`);
      if (done.length > 0) void message.success(t("bank.done", { decision, count: done.length }));
      const [first] = refused;
      if (first) {
        const words = [...new Set(refused.map((each) => each.message))].slice(0, 5).join("\n");
        modal.warning({ title: t("bank.refused", { count: refused.length }), content: words });
      }
      if (done.length > 0) onDone?.();
    },
    onError: (error) => void message.error(asFailure(error).advice),
    onSettled: () => queries.invalidateQueries({ queryKey: ["quiz"] }),
  });
}
