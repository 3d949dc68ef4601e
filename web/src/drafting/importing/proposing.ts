/** Proposals that a person chooses from and puts right. */
import type { Proposal } from "../../api/records";

export interface Choice {
  proposal: Proposal;
  isChosen: boolean;
}

/** Return whether a proposal says enough to stand in the ledger. */
export function isWhole({ name, area, period, value }: Proposal): boolean {
  return [name, area, period, value].every((word) => word.trim() !== "");
}

/** Return choices as they begin: none is taken before a person has looked at it. */
export function toChoices(proposals: readonly Proposal[]): Choice[] {
  return proposals.map((proposal) => ({ proposal, isChosen: false }));
}

/** Return choices with one of them changed; a new name is no longer that of the catalogue. */
export function changeChoice(choices: readonly Choice[], index: number, change: Partial<Proposal>): Choice[] {
  const renamed = change.name === undefined ? {} : { code: "" };
  return choices.map((choice, other) =>
    other === index ? { ...choice, proposal: { ...choice.proposal, ...change, ...renamed } } : choice,
  );
}

/** Return choices of which some are ticked or not; what is not whole cannot be ticked. */
export function tick(choices: readonly Choice[], indexes: readonly number[], isChosen: boolean): Choice[] {
  return choices.map((choice, index) =>
    indexes.includes(index) ? { ...choice, isChosen: isChosen && isWhole(choice.proposal) } : choice,
  );
}

/** Return the ticked proposals as the server reads them: 17,600 without its comma. */
export function toAccept(choices: readonly Choice[]): Proposal[] {
  return choices
    .filter(({ isChosen }) => isChosen)
    .map(({ proposal }) => ({ ...proposal, value: proposal.value.replace(/[,，\s]/g, "") }));
}
