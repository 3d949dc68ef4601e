import { useSearchParams } from "react-router";

/**
 * Return what a page shows, as its address says it, and how to change that; empty words are left out.
 *
 * What stands in the address survives a reload, a visit to another page and being sent to a colleague.
 */
export function useAddress<Name extends string>(): [
  (name: Name) => string,
  (change: Partial<Record<Name, string>>) => void,
] {
  const [parameters, setParameters] = useSearchParams();
  const read = (name: Name): string => parameters.get(name) ?? "";
  const change = (changes: Partial<Record<Name, string>>): void => {
    const next = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries<string | undefined>(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    setParameters(next);
  };
  return [read, change];
}
