import { useMutation } from "@tanstack/react-query";
import { App } from "antd";
import { useNavigate } from "react-router";

import { asFailure } from "../api/failure";
import type { Attempt } from "../api/records";

/** Return how to begin an attempt, which is then opened. */
export function useStart(begin: () => Promise<Attempt>): { start: () => Promise<void>; isStarting: boolean } {
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: begin,
    onSuccess: ({ id }) => navigate(`/learning/attempts/${id}`),
    onError: (error) => void message.error(asFailure(error).advice),
  });
  return { start: () => mutateAsync().then(() => undefined, () => undefined), isStarting: isPending };
}
