import { describe, expect, it } from "vitest";

import type { Question } from "../../api/records";
import { countBlanks, emptyForm, keyLine, toDraft, toForm } from "./items";

const plain: Question = {
  kind: "single_choice",
  stem: "小额信贷额度不超过（　　）。",
  options: ["3万元", "5万元", "8万元", "10万元"],
  key: ["B"],
  variants: [],
  rationale: "原文写明5万元以下。",
  evidence: [],
};

const questions: Question[] = [
  plain,
  { ...plain, kind: "multiple_choice", key: ["A", "C"] },
  { ...plain, kind: "true_false", stem: "额度为5万元。", options: ["正确", "错误"], key: ["B"] },
  { ...plain, kind: "fill_blank", options: [], key: ["5万元", "3年"], variants: [["50000元"], []], stem: "（　　）和（　　）" },
  { ...plain, kind: "short_answer", options: [], key: ["免抵押", "免担保"] },
  { ...plain, kind: "ordering", options: ["公示", "申请", "评议"], key: ["B", "C", "A"] },
];

describe("a form of an item", () => {
  it.each(questions)("gives back a question of kind $kind as it was", (question) => {
    expect(toDraft(toForm(question), question.options)).toEqual({ ...question, topic: "", parts: [] });
  });

  it("keeps the questions of a case", () => {
    const item = { ...plain, kind: "case" as const, stem: "某村……", options: [], key: [], rationale: "", parts: questions };
    const draft = toDraft(toForm(item));
    expect(draft.parts.map(({ kind }) => kind)).toEqual(questions.map(({ kind }) => kind));
    expect(draft.options).toEqual([]);
  });

  it("letters what is right anew when an empty option is left out", () => {
    const form = { ...emptyForm(), stem: "问", options: ["甲", "", "乙"], right: [false, false, true] };
    expect(toDraft(form)).toMatchObject({ options: ["甲", "乙"], key: ["B"] });
  });

  it("never shows steps in their right order", () => {
    const form = { ...emptyForm("ordering"), steps: ["一", "七", "三"] };
    const { options, key } = toDraft(form);
    expect(options).not.toEqual(form.steps);
    expect(key.map((letter) => options["ABC".indexOf(letter)])).toEqual(form.steps);
  });

  it("writes every way to leave a blank in one way", () => {
    expect(toDraft({ ...emptyForm(), stem: "额度为()、____或（ ）" }).stem).toBe("额度为（　　）、（　　）或（　　）");
    expect(countBlanks("额度为()、____或（　　）")).toBe(3);
  });
});

it("shows the steps of an order with arrows between them", () => {
  expect(keyLine({ kind: "ordering", key: ["B", "A"] })).toBe("B → A");
  expect(keyLine({ kind: "fill_blank", key: ["5万元", "3年"] })).toBe("5万元；3年");
});
