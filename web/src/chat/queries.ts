/** What the chat keeps of the server: conversations, one's own, and what could be asked. */
import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { api, take } from "../api/client";
import type { Conversation, Feedback, Message } from "../api/records";

const PAGE_SIZE = 50;

export const conversationsQuery = (query: string) =>
  infiniteQueryOptions({
    queryKey: ["conversations", query],
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/v1/conversations", {
          params: { query: { query, limit: PAGE_SIZE, ...(pageParam && { before: pageParam }) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => (last.length < PAGE_SIZE ? undefined : last.at(-1)?.updated_at),
  });

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id],
    queryFn: () =>
      take(api.GET("/api/v1/conversations/{conversation_id}", { params: { path: { conversation_id: id } } })),
    enabled: id !== "",
    staleTime: 0,
  });

export const examplesQuery = (library: string | null) =>
  queryOptions({
    queryKey: ["suggestions", library],
    queryFn: () => take(api.GET("/api/v1/suggestions", { params: { query: { library } } })),
    // The server answers at once with the examples it has tried, and goes on trying.
    refetchInterval: ({ state }) => (state.dataUpdateCount < 4 && (state.data?.length ?? 0) < 3 ? 2000 : false),
  });

export const librariesQuery = queryOptions({
  queryKey: ["libraries"],
  queryFn: () => take(api.GET("/api/v1/libraries")),
});

export const followUpsQuery = (messageId: string) =>
  queryOptions({
    queryKey: ["follow-ups", messageId],
    queryFn: () =>
      take(
        api.GET("/api/v1/messages/{message_id}/suggestions", { params: { path: { message_id: messageId } } }),
      ),
    staleTime: Infinity,
  });

export const categoriesQuery = queryOptions({
  queryKey: ["categories"],
  queryFn: () => take(api.GET("/api/v1/categories")),
});

/** Put a message, new or changed, into its conversation. */
export function keepMessage(queries: QueryClient, message: Message): void {
  queries.setQueryData(conversationQuery(message.conversation_id).queryKey, (known) => {
    if (!known) return known;
    const isNew = known.turns.every((turn) => turn.id !== message.id);
    const turns = isNew
      ? [...known.turns, message]
      : known.turns.map((turn) => (turn.id === message.id ? message : turn));
    return { ...known, turns };
  });
}

/** Begin a conversation. */
export async function createConversation(queries: QueryClient): Promise<Conversation> {
  const conversation = await take(api.POST("/api/v1/conversations", { body: {} }));
  queries.setQueryData(conversationQuery(conversation.id).queryKey, conversation);
  return conversation;
}

export function useRenameConversation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, title }: { id: string; title: string }) =>
      take(
        api.PATCH("/api/v1/conversations/{conversation_id}", {
          params: { path: { conversation_id: id } },
          body: { title },
        }),
      ),
    onSuccess: (conversation) => {
      queries.setQueryData(conversationQuery(conversation.id).queryKey, conversation);
      return queries.invalidateQueries({ queryKey: ["conversations"] });
    },
  });
}

export function useDeleteConversation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/v1/conversations/{conversation_id}", { params: { path: { conversation_id: id } } })),
    onSuccess: (_, id) => {
      queries.removeQueries({ queryKey: conversationQuery(id).queryKey });
      return queries.invalidateQueries({ queryKey: ["conversations"] });
    },
  });
}

export function useStop() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (messageId: string) =>
      take(api.POST("/api/v1/messages/{message_id}/stop", { params: { path: { message_id: messageId } } })),
    onSuccess: (message) => {
      keepMessage(queries, message);
    },
  });
}

/** Say what one thinks of an answer; null takes it back. */
export function useFeedback(messageId: string) {
  const queries = useQueryClient();
  const params = { path: { message_id: messageId } };
  return useMutation({
    mutationFn: (feedback: Feedback | null) =>
      feedback
        ? take(api.PUT("/api/v1/messages/{message_id}/feedback", { params, body: feedback }))
        : take(api.DELETE("/api/v1/messages/{message_id}/feedback", { params })),
    onSuccess: (message) => {
      keepMessage(queries, message);
    },
  });
}

/** File a question for the keeper of the library. */
export function useAskKeeper(messageId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (note: string) =>
      take(
        api.POST("/api/v1/messages/{message_id}/enquiry", {
          params: { path: { message_id: messageId } },
          body: { note },
        }),
      ),
    onSuccess: (message) => {
      keepMessage(queries, message);
    },
  });
}
