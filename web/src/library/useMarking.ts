import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import type { MarkBody } from "../api/records";
import type { Marks } from "./facts";

interface Marking {
  marks: Marks;
  /** What to say when it is kept. */
  told: string;
}

/** Say by hand what is known of a document. */
export function useMarking(id: string) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ marks }: Marking) =>
      take(
        api.PATCH("/api/v1/documents/{document}", {
          params: { path: { document: id } },
          // The generated record asks for what has a default; the server takes what is there.
          body: marks as MarkBody,
        }),
      ),
    onError: (error) => void message.error(asFailure(error).advice),
    onSuccess: (_, { told }) => {
      void message.success(told);
      return queries.invalidateQueries({ queryKey: ["document", id] });
    },
  });
}
