import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

import { type ApiFailure, asFailure } from "../api/failure";
import type { Filters } from "../api/records";
import { tidy } from "./asking/filters";
import { LiveAnswers } from "./live";
import { conversationQuery, createConversation, keepMessage } from "./queries";

/** What stands between a click on 提问 and the server's word that it has the question. */
export interface Asking {
  live: LiveAnswers;
  /** The question on its way to the server; empty when none is. */
  pending: string;
  /** Why the last question did not reach it. */
  failure: ApiFailure | null;
  /** Ask in a conversation, or in a new one; resolves to whether the server has it. */
  ask: (conversationId: string, question: string, filters: Filters) => Promise<boolean>;
  retry: (conversationId: string, messageId: string) => Promise<boolean>;
}

/** Ask questions and follow their answers. */
export function useAsking(): Asking {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [pending, setPending] = useState("");
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [live] = useState(
    () =>
      new LiveAnswers(
        (message) => {
          keepMessage(queries, message);
          void queries.invalidateQueries({ queryKey: ["conversations"] });
        },
        () => void queries.invalidateQueries({ queryKey: ["conversation"] }),
      ),
  );
  useEffect(() => () => live.leave(), [live]);

  async function attempt(conversationId: string, act: () => Promise<unknown>): Promise<boolean> {
    setFailure(null);
    try {
      await act();
      return true;
    } catch (error) {
      setFailure(asFailure(error));
      // It may have arrived all the same.
      await queries.invalidateQueries({ queryKey: conversationQuery(conversationId).queryKey });
      return false;
    } finally {
      setPending("");
    }
  }

  return {
    live,
    pending,
    failure,
    ask: (conversationId, question, filters) =>
      attempt(conversationId, async () => {
        setPending(question);
        const id = conversationId || (await createConversation(queries)).id;
        try {
          await live.ask(id, question, tidy(filters));
        } finally {
          if (!conversationId) void navigate(`/c/${id}`);
        }
      }),
    retry: (conversationId, messageId) => attempt(conversationId, () => live.retry(messageId)),
  };
}
