import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Enquiry } from "../api/records";
import { renderPage, SESSION } from "../testing/render";
import { answerWith } from "../testing/server";
import { Component as EnquiriesPage } from "./EnquiriesPage";

const ENQUIRY: Enquiry = {
  id: "e1",
  asker: "王建国",
  department: "红柳乡人民政府",
  question: "夜间值守每班补助多少元？",
  note: "",
  library: null,
  state: "answered",
  reply: "按内部规定执行。",
  replied_by: "李红梅",
  asked_at: "2026-03-05T02:00:00+00:00",
  replied_at: "2026-03-06T02:00:00+00:00",
};

test("the asker sees the reply and cannot change it", async () => {
  answerWith({ "GET /api/v1/enquiries": [ENQUIRY] });
  renderPage(<EnquiriesPage />, { session: { ...SESSION, permissions: ["ask"] } });
  expect(await screen.findByText("按内部规定执行。")).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
});

test("a keeper is shown what waits for a reply", async () => {
  const fetched = answerWith({ "GET /api/v1/enquiries": [{ ...ENQUIRY, state: "open", reply: "" }] });
  renderPage(<EnquiriesPage />);
  expect(await screen.findByRole("button", { name: "答复" })).toBeVisible();
  expect((fetched.mock.calls[0]?.[0] as Request).url).toContain("state=open");
});
