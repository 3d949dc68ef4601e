import { expect, test } from "vitest";

import type { Indicator } from "../../api/records";
import { fromFields, NEW_INDICATOR, toFields } from "./defining";

const INCOME: Indicator = {
  ...NEW_INDICATOR,
  code: "relieved.income",
  group: "脱贫人口",
  name: "人均纯收入",
  aliases: ["脱贫群众人均纯收入", "脱贫户人均纯收入"],
  unit: "元",
  kind: "rate",
};

test("what nobody changed in the form stays as it was", () => {
  expect(fromFields(toFields(INCOME))).toEqual(INCOME);
});

test("aliases may be apart by any sign that people use, and blanks do not count", () => {
  expect(fromFields({ ...toFields(INCOME), aliases: " 甲、乙，丙; ；丁 " }).aliases).toEqual(["甲", "乙", "丙", "丁"]);
});
