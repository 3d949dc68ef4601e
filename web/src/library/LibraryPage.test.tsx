import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Document } from "../api/records";
import { renderPage, SESSION } from "../testing/render";
import { answerWith } from "../testing/server";
import { Component as LibraryPage } from "./LibraryPage";

const READER = { ...SESSION, permissions: ["ask" as const] };

const document = (id: string, title: string, category: string): Document =>
  ({
    id,
    file: `${title}.docx`,
    library: "政策文件",
    metadata: { title, category, validity: "in_force" },
    confirmed_on: null,
    confirmed_by: "",
  }) as Document;

function serve(documents: Document[]) {
  return answerWith({
    "GET /api/v1/categories": ["规划纲要", "县情报告"],
    "GET /api/v1/documents": documents,
    "GET /api/v1/reminders": [],
  });
}

test("an empty library tells its keeper to hand something in, and its reader to wait", async () => {
  serve([]);
  const { unmount } = renderPage(<LibraryPage />);
  expect(await screen.findByText(/先上传政策文件/)).toBeVisible();
  unmount();
  renderPage(<LibraryPage />, { session: READER });
  expect(await screen.findByText(/资料员上传文件后/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "上传资料" })).toBeNull();
});

test("the address says which shelf is shown, and each document leads to its page", async () => {
  serve([document("d1", "县情概况", "县情报告"), document("d2", "五年规划", "规划纲要")]);
  renderPage(<LibraryPage />, { session: READER, path: "/library?category=县情报告" });
  expect(await screen.findByRole("link", { name: "县情概况" })).toHaveAttribute("href", "/library/d1");
  expect(screen.queryByRole("link", { name: "五年规划" })).toBeNull();
});
