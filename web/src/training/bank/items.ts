/** How items of the bank read, and how a draft of one becomes what the server takes. */
import type { Draft, Item, ItemKind, Question } from "../../api/records";
import { BLANK, letterOf } from "../../learning/attempt/stem";

export const FEWEST_OPTIONS = 2;
export const MOST_OPTIONS = 10;
// What people type for a place to be filled in.
const BLANKS = /（\s*）|\(\s*\)|_{2,}/g;

/** Return the key of a question in a line. */
export function keyLine({ kind, key }: Pick<Question, "kind" | "key">): string {
  if (kind === "ordering") return key.join(" → ");
  return key.join("；");
}

/** What a trainer fills in; whatever the kind, nothing is lost when the kind is changed. */
export interface Form {
  kind: ItemKind;
  topic: string;
  stem: string;
  options: string[];
  /** Whether each option is right. */
  right: boolean[];
  isTrue: boolean;
  /** In the right order. */
  steps: string[];
  blanks: string[];
  /** What else is accepted for each blank, parted by "；". */
  variants: string[];
  /** One a line. */
  points: string;
  rationale: string;
  evidence: Question["evidence"];
  parts: Form[];
}

export function emptyForm(kind: ItemKind = "single_choice"): Form {
  return {
    kind,
    topic: "",
    stem: "",
    options: ["", "", "", ""],
    right: [true, false, false, false],
    isTrue: true,
    steps: ["", "", ""],
    blanks: [""],
    variants: [""],
    points: "",
    rationale: "",
    evidence: [],
    parts: [],
  };
}

/** Return the form in which a question of the bank is changed. */
export function toForm(question: Question & Partial<Pick<Item, "topic" | "parts">>): Form {
  const { kind, options, key } = question;
  const form: Form = {
    ...emptyForm(kind),
    topic: question.topic ?? "",
    stem: question.stem,
    rationale: question.rationale,
    evidence: question.evidence,
    parts: (question.parts ?? []).map(toForm),
  };
  if (kind === "single_choice" || kind === "multiple_choice") {
    return { ...form, options: [...options], right: options.map((_, index) => key.includes(letterOf(index))) };
  }
  if (kind === "true_false") return { ...form, isTrue: key[0] === "A" };
  if (kind === "ordering") {
    const steps = key.map((letter) => options[letter.charCodeAt(0) - 65] ?? "");
    return { ...form, steps };
  }
  if (kind === "fill_blank") {
    return {
      ...form,
      blanks: [...key],
      variants: key.map((_, index) => (question.variants[index] ?? []).join("；")),
    };
  }
  return { ...form, points: key.join("\n") };
}

/** Return how many places the stem of a form leaves to be filled in. */
export function countBlanks(stem: string): number {
  return stem.match(BLANKS)?.length ?? 0;
}

/** Return what the server is told of a form. */
export function toDraft(form: Form, shown?: readonly string[]): Draft {
  return { ...toQuestion(form, shown), topic: form.topic.trim(), parts: form.parts.map((part) => toQuestion(part)) };
}

function toQuestion(form: Form, shown?: readonly string[]): Question {
  const { kind } = form;
  const question: Question = {
    kind,
    stem: form.stem.trim().replace(BLANKS, BLANK),
    options: [],
    key: [],
    variants: [],
    rationale: form.rationale.trim(),
    evidence: kind === "case" ? [] : form.evidence,
  };
  switch (kind) {
    case "single_choice":
    case "multiple_choice": {
      const kept = form.options.map((option, index) => ({ option: option.trim(), isRight: form.right[index] ?? false }));
      const filled = kept.filter(({ option }) => option !== "");
      return {
        ...question,
        options: filled.map(({ option }) => option),
        key: filled.flatMap(({ isRight }, index) => (isRight ? [letterOf(index)] : [])),
      };
    }
    case "true_false":
      return { ...question, options: ["正确", "错误"], key: [form.isTrue ? "A" : "B"] };
    case "ordering": {
      const steps = form.steps.map((step) => step.trim()).filter(Boolean);
      const options = shuffled(steps, shown);
      return { ...question, options, key: steps.map((step) => letterOf(options.indexOf(step))) };
    }
    case "fill_blank":
      return {
        ...question,
        key: form.blanks.map((blank) => blank.trim()),
        variants: form.variants.some((each) => each.trim())
          ? form.blanks.map((_, index) => splitVariants(form.variants[index] ?? ""))
          : [],
      };
    case "short_answer":
      return { ...question, key: form.points.split("\n").map((line) => line.trim()).filter(Boolean) };
    case "case":
      return question;
  }
}

function splitVariants(text: string): string[] {
  return text.split(/[；;]/).map((each) => each.trim()).filter(Boolean);
}

/** Return steps in the order in which learners see them: as before, or by their text, never the right one. */
function shuffled(steps: string[], shown: readonly string[] = []): string[] {
  if (shown.length === steps.length && steps.every((step) => shown.includes(step))) return [...shown];
  const sorted = [...steps].sort();
  return sorted.every((step, index) => step === steps[index]) ? sorted.reverse() : sorted;
}
