import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { ItemView } from "../../api/records";
import { renderPage } from "../../testing/render";
import { answerWith } from "../../testing/server";
import { RewordButton } from "./RewordButton";

const EVIDENCE = {
  document: "办法.txt", document_id: "d1", revision_id: "r1", title: "办法", text: "每月补贴800元。",
  start: 0, end: 10, page: null, section: [], entry_id: "",
};

function viewOf(state: ItemView["item"]["state"]): ItemView {
  return {
    item: {
      id: "i1", library: "政策", kind: "fill_blank", stem: "每月补贴（　　）元。", options: [], key: ["800"],
      variants: [], rationale: "", evidence: [EVIDENCE], topic: "", difficulty: "medium", difficulty_reasons: [],
      bloom: "remember", author: "", state, note: "", fact: "", parts: [],
    },
    version: 1, flaws: [], created_at: "", updated_at: "", updated_by: "",
  };
}

const OPTIONS = { libraries: [], topics: [], tally: {}, formats: [], rules: {} };

test("a draft is worded where a language model is set, and what was not kept is told", async () => {
  answerWith({
    "GET /api/v1/quiz/options": { ...OPTIONS, can_reword: true },
    "POST /api/v1/quiz/items/i1/rewording": {
      view: viewOf("draft"), is_changed: false, notes: ["改写的题干比原来长得太多，没有采用。"],
    },
  });
  renderPage(<RewordButton view={viewOf("draft")} />);
  await userEvent.click(await screen.findByRole("button", { name: "请模型改写" }));
  expect(await screen.findByText("没有改动。改写的题干比原来长得太多，没有采用。")).toBeInTheDocument();
});

test.each([
  ["no model is set", "draft", false],
  ["the item is published", "published", true],
] as const)("nothing is offered where %s", async (_, state, can_reword) => {
  answerWith({ "GET /api/v1/quiz/options": { ...OPTIONS, can_reword } });
  renderPage(<RewordButton view={viewOf(state)} />);
  await expect(screen.findByRole("button", {}, { timeout: 300 })).rejects.toThrow();
});
