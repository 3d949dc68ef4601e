import { useSyncExternalStore } from "react";

import { useLargeType } from "./preferences";

// As in page.css; a browser counts media queries in its own font size.
const REM = { normal: 16, large: 20 };

/** Return whether the window is at least so wide, counted in the size of the letters. */
export function useIsWide(rem: number): boolean {
  const [isLarge] = useLargeType();
  const media = window.matchMedia(`(min-width: ${rem * (isLarge ? REM.large : REM.normal)}px)`);
  return useSyncExternalStore(
    (listener) => {
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => media.matches,
  );
}
