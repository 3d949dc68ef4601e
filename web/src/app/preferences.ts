import { useSyncExternalStore } from "react";

const KEY = "policy.large-type";
const listeners = new Set<() => void>();

/** Return whether the person reads in large type (大字版), and how to switch. */
export function useLargeType(): [boolean, (isLarge: boolean) => void] {
  return [useSyncExternalStore(subscribe, isLargeType), setLargeType];
}

/** Let the whole page follow the kept preference; call once, before anything is drawn. */
export function applyPreferences(): void {
  document.documentElement.dataset.type = isLargeType() ? "large" : "normal";
}

function isLargeType(): boolean {
  return localStorage.getItem(KEY) === "yes";
}

function setLargeType(isLarge: boolean): void {
  localStorage.setItem(KEY, isLarge ? "yes" : "no");
  applyPreferences();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
