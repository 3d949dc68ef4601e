import { expect, test } from "vitest";

import type { Proposal } from "../../api/records";
import { changeChoice, tick, toAccept, toChoices } from "./proposing";

function proposal(change: Partial<Proposal> = {}): Proposal {
  return {
    name: "脱贫人口人均纯收入",
    area: "青禾县",
    period: "2024年",
    value: "17556",
    unit: "元",
    qualifier: "",
    evidence: "脱贫人口人均纯收入17556元",
    start: 0,
    end: 15,
    code: "relieved.income",
    ...change,
  };
}

test("nothing is taken before a person has ticked it", () => {
  expect(toChoices([proposal()]).map(({ isChosen }) => isChosen)).toEqual([false]);
});

test("what lacks an area or a period is not ticked with the rest of its page", () => {
  const choices = toChoices([proposal(), proposal({ period: " " })]);
  expect(tick(choices, [0, 1], true).map(({ isChosen }) => isChosen)).toEqual([true, false]);
});

test("a figure under another name is no longer the one of the catalogue", () => {
  const [choice] = changeChoice(toChoices([proposal()]), 0, { name: "监测对象人均纯收入" });
  expect(choice?.proposal).toMatchObject({ name: "监测对象人均纯收入", code: "" });
});

test("another value leaves the name as it was understood, and may have commas", () => {
  const choices = changeChoice(toChoices([proposal()]), 0, { value: "17,600" });
  expect(toAccept(tick(choices, [0], true))).toEqual([proposal({ value: "17600" })]);
});
