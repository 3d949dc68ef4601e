/** How a question reads on the page. */
import type { Asked } from "../../api/records";

/** How a stem shows a place to be filled in. */
export const BLANK = "（　　）";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Return the letter of an option, counting from 0. */
export function letterOf(index: number): string {
  return LETTERS.charAt(index);
}

/** Return the text of the option that a letter stands for; the letter where there is none. */
export function optionOf({ options }: Pick<Asked, "options">, letter: string): string {
  return options[LETTERS.indexOf(letter)] ?? letter;
}

/** Return the parts of a stem between which something is to be filled in. */
export function splitStem(stem: string): string[] {
  return stem.split(BLANK);
}

/** Return whether nothing is missing in an answer. */
export function isAnswered({ kind, blanks }: Pick<Asked, "kind" | "blanks">, answer: readonly string[]): boolean {
  const given = answer.filter((each) => each.trim() !== "").length;
  return kind === "fill_blank" ? given > 0 && given >= blanks : given > 0;
}
