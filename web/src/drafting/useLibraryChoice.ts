import { useState } from "react";

import { useSession } from "../api/session";

// What the server takes where nobody says which.
const DEFAULT_LIBRARY = "默认";

/** Return the library that is worked with, and how to choose another. */
export function useLibraryChoice(): [string, (library: string) => void] {
  const { libraries } = useSession();
  const [first = DEFAULT_LIBRARY] = libraries;
  return useState(libraries.includes(DEFAULT_LIBRARY) ? DEFAULT_LIBRARY : first);
}
