/** Choosing among what was found in a draft. */
import type { ShownFinding } from "../../api/records";

type Severity = ShownFinding["finding"]["severity"];

export const SEVERITIES = ["error", "warning", "hint"] as const satisfies Severity[];

/** Which findings are shown. */
export interface Choice {
  severities: readonly Severity[];
  /** Names of rules; all where there is none. */
  rules: readonly string[];
}

/** Return the findings that are chosen, each with its number among all, counting from 1. */
export function choose(findings: readonly ShownFinding[], { severities, rules }: Choice) {
  return findings
    .map((shown, index) => ({ ...shown, number: index + 1 }))
    .filter(
      ({ finding, rule_name }) =>
        severities.includes(finding.severity) && (rules.length === 0 || rules.includes(rule_name)),
    );
}

/** Return how many findings there are of each severity. */
export function countSeverities(findings: readonly ShownFinding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, hint: 0 };
  for (const { finding } of findings) counts[finding.severity] += 1;
  return counts;
}

/** Return the rules that found something, each once, the most frequent first. */
export function rulesOf(findings: readonly ShownFinding[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { rule_name: name } of findings) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((one, other) => other.count - one.count);
}
