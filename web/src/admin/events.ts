import type { TFunction } from "i18next";

import type { operations } from "../api/schema";

/** What the log can be asked for. */
export type LogQuery = NonNullable<operations["read_log_api_v1_audit_get"]["parameters"]["query"]>;

type Action = NonNullable<LogQuery["action"]>;
type Outcome = NonNullable<LogQuery["outcome"]>;

type Words = TFunction<["people", "common"]>;

/** Everything that is logged, in the order of the menu; complete, since the type says so. */
const ACTION_ORDER: Record<Action, number> = {
  sign_in: 0,
  sign_out: 1,
  change_password: 2,
  ask: 3,
  search: 4,
  give_feedback: 5,
  ask_keeper: 6,
  answer_enquiry: 7,
  change_conversation: 8,
  delete_conversation: 9,
  open_source: 10,
  open_original: 11,
  upload: 12,
  change_upload: 13,
  change_document: 14,
  delete_document: 15,
  change_categories: 16,
  import_indicators: 17,
  change_indicators: 18,
  render_report: 19,
  change_templates: 20,
  audit_draft: 21,
  make_items: 22,
  change_items: 23,
  reword_items: 24,
  change_papers: 25,
  change_tests: 26,
  take_test: 27,
  mark_answers: 28,
  export: 29,
  change_account: 30,
  change_rights: 31,
  create_key: 32,
  revoke_key: 33,
  read_log: 34,
  view: 35,
};
const OUTCOME_ORDER: Record<Outcome, number> = { done: 0, refused: 1, failed: 2 };

export const ACTIONS = inOrder(ACTION_ORDER);
export const OUTCOMES = inOrder(OUTCOME_ORDER);

/** Return an action in Chinese; one of a later version under its own name. */
export function actionName(t: Words, action: string): string {
  return isAction(action) ? t(`action.${action}`) : action;
}

/** Return an outcome in Chinese. */
export function outcomeName(t: Words, outcome: string): string {
  return isOutcome(outcome) ? t(`outcome.${outcome}`) : outcome;
}

function isAction(name: string): name is Action {
  return name in ACTION_ORDER;
}

function isOutcome(name: string): name is Outcome {
  return name in OUTCOME_ORDER;
}

function inOrder<Name extends string>(order: Record<Name, number>): Name[] {
  return (Object.keys(order) as Name[]).sort((one, other) => order[one] - order[other]);
}
