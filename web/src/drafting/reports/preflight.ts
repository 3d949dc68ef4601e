/** What a preflight tells, gathered as people see to it. */
import type { PreflightItem } from "../../api/records";

/** Items that stand the same way for the same reason. */
export interface Concern {
  state: PreflightItem["state"];
  kind: PreflightItem["kind"];
  /** As the template writes them, each once. */
  names: string[];
  /** Each once. */
  places: string[];
  /** What is wrong and what to do; "" when all is well. */
  advice: string;
  /** What would be printed, where there is one item. */
  value: string;
}

/** Return whether an item keeps no report from being made. */
export function isFine({ state }: PreflightItem): boolean {
  return state === "ready" || state === "unused";
}

/** Return items in their order, those together that one and the same thing would put right. */
export function gather(items: readonly PreflightItem[]): Concern[] {
  const concerns = new Map<string, Concern>();
  for (const { name, kind, state, places, value, message, hint } of items) {
    const advice = message + hint;
    const key = advice ? `${state} ${advice}` : `${state} ${name} ${places.join()}`;
    const known = concerns.get(key);
    if (known) {
      known.names = [...new Set([...known.names, name])];
      known.places = [...new Set([...known.places, ...places])];
      known.value = "";
    } else {
      concerns.set(key, { state, kind, names: [name], places: [...places], advice, value });
    }
  }
  return [...concerns.values()];
}
