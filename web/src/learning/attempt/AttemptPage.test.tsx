import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";

import { renderPage } from "../../testing/render";
import { answerWith } from "../../testing/server";
import type { Asked, Attempt, Marked } from "../../api/records";
import { Component } from "./AttemptPage";

const CHOICE: Asked = {
  number: 1,
  kind: "single_choice",
  stem: "公益性岗位每月补贴（　　）。",
  options: ["八百元", "九百元"],
  blanks: 0,
  points: "2",
  situation: "",
};
const ORDER: Asked = { ...CHOICE, number: 2, kind: "ordering", stem: "排列办理步骤。", options: ["审批", "申请", "公示"] };

const ATTEMPT: Attempt = {
  id: "t1",
  test_id: "test",
  name: "岗位政策测试",
  state: "open",
  started_at: "2026-03-05T06:00:00Z",
  due_at: "",
  submitted_at: "",
  disclosure: "submitted",
  questions: [CHOICE, ORDER],
  replies: [],
  marks: [],
  points: null,
  full_points: "4",
  has_passed: null,
};

const WRONG: Marked = {
  number: 1,
  is_right: false,
  points: "0",
  key: ["A"],
  rationale: "每月八百元。",
  evidence: [
    {
      document: "岗位办法.docx",
      document_id: "d1",
      revision_id: "r1",
      title: "岗位办法",
      text: "每月补贴八百元。",
      start: 10,
      end: 18,
      page: 2,
      section: [],
      entry_id: "",
    },
  ],
  item_id: "i1",
};

beforeEach(() => localStorage.clear());

function draw() {
  return renderPage(<Component />, { path: "/learning/attempts/t1", route: "/learning/attempts/:id" });
}

async function bodyOf(request: Request): Promise<{ replies: { number: number; answer: string[] }[] }> {
  return (await request.json()) as { replies: { number: number; answer: string[] }[] };
}

test("questions are answered one at a time, and what is missing is said before handing in", async () => {
  const got: unknown[] = [];
  let submitted: Attempt = ATTEMPT;
  answerWith({
    "GET /api/v1/attempts/t1": () => ({ ...submitted }),
    "PUT /api/v1/attempts/t1/replies": async (request) => {
      got.push(...(await bodyOf(request)).replies.map(({ number, answer }) => [number, answer]));
      return { saved: [], refused: [], marks: [] };
    },
    "POST /api/v1/attempts/t1/submit": () => {
      submitted = {
        ...ATTEMPT,
        state: "submitted",
        submitted_at: "2026-03-05T06:10:00Z",
        replies: [{ number: 1, answer: ["B"], saved_at: "", is_late: false }],
        marks: [WRONG, { ...WRONG, number: 2, is_right: true, points: "2", key: ["B", "C", "A"] }],
        points: "2",
        has_passed: false,
      };
      return { ...submitted };
    },
  });
  draw();
  await userEvent.click(await screen.findByRole("radio", { name: "B.九百元" }));
  expect(await screen.findByText("已保存")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "下一题" }));
  expect(screen.getByRole("heading", { level: 2 })).toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "交卷" }));
  const dialog = await screen.findByRole("dialog");
  expect(dialog).toHaveTextContent("还有 1 题没有答完");
  await userEvent.click(within(dialog).getByRole("button", { name: "第 2 题" }));
  await userEvent.click(screen.getByRole("button", { name: "上移：申请" }));
  expect(screen.getByRole("button", { name: "下移：申请" })).toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "交卷" }));
  await userEvent.click(await screen.findByRole("button", { name: "确定交卷" }));
  expect(await screen.findByText("得分 2 分，满分 4 分")).toBeVisible();
  expect(got).toEqual([
    [1, ["B"]],
    [2, ["B", "A", "C"]],
  ]);
  // What was wrong, what is right, and where that stands.
  expect(screen.getByRole("link", { name: "查看原文：《岗位办法》" })).toHaveAttribute(
    "href",
    "/source/r1?start=10&end=18&page=2",
  );
  expect(screen.queryByText(/排列办理步骤/)).not.toBeInTheDocument();
  expect(localStorage).toHaveLength(0);
});

test("without a network the answer is kept, which the page says in plain words", async () => {
  answerWith({
    "GET /api/v1/attempts/t1": { ...ATTEMPT },
    "PUT /api/v1/attempts/t1/replies": () => Promise.reject(new TypeError("Failed to fetch")),
  });
  const page = draw();
  await userEvent.click(await screen.findByRole("radio", { name: "B.九百元" }));
  expect(await screen.findByText(/网络断开，答案已记在本机，恢复后自动上传/)).toBeVisible();
  page.unmount();
  draw();
  // What comes next is what is not answered yet.
  expect(await screen.findByRole("heading", { name: /^2\. / })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "上一题" }));
  expect(screen.getByRole("radio", { name: "B.九百元" })).toBeChecked();
});

test("in practice right or wrong is told after each question", async () => {
  answerWith({
    "GET /api/v1/attempts/t1": { ...ATTEMPT, test_id: "", disclosure: "at_once" },
    "PUT /api/v1/attempts/t1/replies": { saved: [], refused: [], marks: [WRONG] },
  });
  draw();
  expect(await screen.findByRole("button", { name: "确定" })).toBeDisabled();
  await userEvent.click(screen.getByRole("radio", { name: "B.九百元" }));
  await userEvent.click(screen.getByRole("button", { name: "确定" }));
  expect(await screen.findByText("答错")).toBeVisible();
  expect(screen.getByText("每月八百元。")).toBeVisible();
  expect(screen.queryByRole("radio")).not.toBeInTheDocument();
});
