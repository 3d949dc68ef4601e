import { useEffect, useState, useSyncExternalStore } from "react";

import { useSession } from "../../api/session";
import { putReplies } from "../queries";
import type { Attempt } from "../../api/records";
import { keyOf } from "./kept";
import { AnswerKeeper, type Standing } from "./keeper";

/** Return who keeps the answers to an attempt, and how it stands with them. */
export function useKeeper({ id, replies }: Attempt): [AnswerKeeper, Standing] {
  const { account } = useSession();
  const [keeper] = useState(
    () => new AnswerKeeper(keyOf(account.id, id), replies, (batch) => putReplies(id, batch)),
  );
  useEffect(() => keeper.open(), [keeper]);
  useEffect(() => keeper.meet(replies), [keeper, replies]);
  return [keeper, useSyncExternalStore(keeper.subscribe, keeper.read)];
}
