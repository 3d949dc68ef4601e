import { expect, test } from "vitest";

import type { ShownFinding } from "../../api/records";
import { choose, countSeverities, rulesOf } from "./findings";

function shown(severity: ShownFinding["finding"]["severity"], rule_name: string): ShownFinding {
  return {
    rule_name,
    finding: {
      rule: "parts",
      severity,
      place: "第3段",
      start: 0,
      end: 3,
      message: "分项之和不等于合计。",
      found: "75户",
      expected: "74户",
      basis: "",
      difference: null,
    },
  };
}

const FINDINGS = [shown("error", "分项与合计"), shown("hint", "公文格式"), shown("error", "公文格式")];

test("what is chosen by severity and rule keeps its number among all", () => {
  expect(choose(FINDINGS, { severities: ["error"], rules: [] }).map(({ number }) => number)).toEqual([1, 3]);
  expect(choose(FINDINGS, { severities: ["error", "hint"], rules: ["公文格式"] }).map(({ number }) => number)).toEqual([
    2, 3,
  ]);
});

test("findings are counted by severity and by rule", () => {
  expect(countSeverities(FINDINGS)).toEqual({ error: 2, warning: 0, hint: 1 });
  expect(rulesOf(FINDINGS)).toEqual([
    { name: "公文格式", count: 2 },
    { name: "分项与合计", count: 1 },
  ]);
});
