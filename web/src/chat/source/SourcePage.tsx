import { useParams, useSearchParams } from "react-router";

import { rangeOf } from "./opened";
import SourcePanel from "./SourcePanel";

/** A source on a page of its own. */
export function Component() {
  const { revision = "" } = useParams();
  const [parameters] = useSearchParams();
  return <SourcePanel source={{ revision, ...rangeOf(parameters) }} />;
}
