import type { UseQueryResult } from "@tanstack/react-query";
import { Alert, Empty } from "antd";
import type { ReactNode } from "react";

import { asFailure } from "../api/failure";
import { Loading } from "../app/Loading";
import drafting from "../drafting/Drafting.module.css";

interface ShownProps<Item> {
  query: UseQueryResult<Item[]>;
  /** Said where there is nothing, and what to do about it. */
  none: string;
  noneNote: string;
  children: (items: Item[]) => ReactNode;
}

/** A list on its way, empty, not to be had, or there. */
export function Shown<Item>({ query: { data, error }, none, noneNote, children }: ShownProps<Item>) {
  if (error) return <Alert type="error" showIcon title={asFailure(error).advice} />;
  if (!data) return <Loading />;
  if (data.length > 0) return children(data);
  return (
    <Empty
      className={drafting.empty}
      description={
        <>
          <strong>{none}</strong>
          <div>{noneNote}</div>
        </>
      }
    />
  );
}
