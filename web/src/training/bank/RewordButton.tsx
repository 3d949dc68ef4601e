import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import type { ItemView } from "../../api/records";
import { optionsQuery, reword } from "./queries";

/** Lets the language model word a draft, where one is set. */
export function RewordButton({ view }: { view: ItemView }) {
  const { t } = useTranslation("training");
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data: options } = useQuery(optionsQuery(null));
  const { mutate, isPending } = useMutation({
    mutationFn: () => reword(view.item.id),
    onSuccess: ({ is_changed, notes }) =>
      void message.info([t(is_changed ? "item.reworded" : "item.not_reworded"), ...notes].join("")),
    onError: (error) => void message.error(asFailure(error).advice),
    onSettled: () => queries.invalidateQueries({ queryKey: ["quiz"] }),
  });
  const { state, kind, evidence } = view.item;
  if (!options?.can_reword || state !== "draft" || kind === "case" || evidence.length === 0) return null;
  return (
    <Button loading={isPending} onClick={() => mutate()}>
      {t("item.reword")}
    </Button>
  );
}
