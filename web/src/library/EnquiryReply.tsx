import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import type { Enquiry } from "../api/records";
import styles from "./DeskPages.module.css";

const REPLY_CHARACTERS = 2000;

interface Change {
  state: Enquiry["state"];
  reply: string;
}

/** Lets a keeper reply to an enquiry, close it, or open it again. */
export function EnquiryReply({ enquiry: { id, state, reply } }: { enquiry: Enquiry }) {
  const { t } = useTranslation(["library", "common"]);
  const [isWriting, setIsWriting] = useState(false);
  const [words, setWords] = useState(reply);
  const boxId = useId();
  const change = useChange(id, () => setIsWriting(false));
  if (isWriting) {
    return (
      <div className={styles.form}>
        <label htmlFor={boxId}>{t("enquiries.your_reply")}</label>
        <Input.TextArea
          id={boxId}
          value={words}
          maxLength={REPLY_CHARACTERS}
          placeholder={t("enquiries.reply_hint")}
          onChange={({ target }) => setWords(target.value)}
        />
        <div className={styles.actions}>
          <Button
            type="primary"
            disabled={words.trim() === ""}
            loading={change.isPending}
            onClick={() => change.mutate({ state: "answered", reply: words })}
          >
            {t("enquiries.send")}
          </Button>
          <Button onClick={() => setIsWriting(false)}>{t("common:cancel")}</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={styles.actions}>
      <Button type={state === "open" ? "primary" : "default"} onClick={() => setIsWriting(true)}>
        {t(state === "answered" ? "enquiries.change" : "enquiries.answer")}
      </Button>
      {state === "open" ? (
        <Button loading={change.isPending} onClick={() => change.mutate({ state: "closed", reply })}>
          {t("enquiries.close")}
        </Button>
      ) : (
        <Button type="text" loading={change.isPending} onClick={() => change.mutate({ state: "open", reply })}>
          {t("enquiries.reopen")}
        </Button>
      )}
    </div>
  );
}

function useChange(id: string, onDone: () => void) {
  const { t } = useTranslation("library");
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Change) =>
      take(api.PATCH("/api/v1/enquiries/{enquiry_id}", { params: { path: { enquiry_id: id } }, body })),
    onError: (error) => void message.error(asFailure(error).advice),
    onSuccess: ({ state }) => {
      onDone();
      void message.success(t(TOLD[state]));
      return queries.invalidateQueries({ queryKey: ["enquiries"] });
    },
  });
}

const TOLD = { answered: "enquiries.sent", closed: "enquiries.closed", open: "enquiries.reopened" } as const;
