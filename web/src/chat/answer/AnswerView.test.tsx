import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { Answer } from "../../api/records";
import { answer, citation, hit, message } from "../../testing/records";
import { renderPage } from "../../testing/render";
import { answerWith } from "../../testing/server";
import { AnswerView } from "./AnswerView";

function show(given: Answer, change = {}) {
  const onOpen = vi.fn();
  const onRetry = vi.fn();
  renderPage(
    <AnswerView
      message={message({ answer: given, ...change })}
      answer={given}
      source={null}
      onOpen={onOpen}
      onRetry={onRetry}
    />,
  );
  return { onOpen, onRetry };
}

test.each([
  ["quotable", "可直接引用"],
  ["check", "请核对"],
  ["not_found", "资料中没有"],
] as const)("an answer of grade %s says so in words", (grade, words) => {
  show(answer({ grade }));
  expect(screen.getByText(words)).toBeVisible();
});

test("the mark behind a sentence opens its source at that sentence", async () => {
  const { onOpen } = show(answer({ text: "公益性岗位每月补贴八百元。[1]" }));
  await userEvent.click(screen.getByRole("button", { name: "出处 1：《公益性岗位管理办法》" }));
  await userEvent.click(await screen.findByRole("button", { name: "打开原文" }));
  const start = 100 + "第三条 ".length;
  expect(onOpen).toHaveBeenCalledWith({ revision: "r1", start, end: start + 13, page: 2 });
});

test("the list of sources opens the whole cited passage", async () => {
  const { onOpen } = show(answer());
  const sources = screen.getByRole("region", { name: "出处" });
  await userEvent.click(within(sources).getByRole("button", { name: "打开原文：《公益性岗位管理办法》" }));
  expect(onOpen).toHaveBeenCalledWith({ revision: "r1", start: 100, end: 127, page: 2 });
});

test("values of the ledger stand with their source; a stated one leads to the ledger", () => {
  const value = { library: "默认", name: "人均纯收入", area: "青禾县", period: "2024年", formula: "" };
  show(
    answer({
      figures: [
        { ...value, text: "15,796元", source: "台账.xlsx 收入!B13" },
        { ...value, name: "支出进度", text: "75%", source: "台账.xlsx 资金!C2", formula: "9000 ÷ 12000" },
      ],
    }),
  );
  const list = screen.getByRole("region", { name: "指标台账" });
  const [stated, computed] = within(list).getAllByRole("listitem");
  expect(stated).toHaveTextContent("2024年青禾县人均纯收入：15,796元台账.xlsx 收入!B13");
  // There is no other link.
  expect(within(list).getByRole("link")).toHaveAccessibleName("查看台账：2024年青禾县人均纯收入");
  expect(within(list).getByRole("link")).toHaveAttribute(
    "href",
    `/indicators?${new URLSearchParams({ query: "人均纯收入", area: "青禾县" }).toString()}`,
  );
  expect(computed).toHaveTextContent("75%计算：9000 ÷ 12000 · 台账.xlsx 资金!C2");
});

test("an answer that rests on no ledger shows none", () => {
  show(answer());
  expect(screen.queryByRole("region", { name: "指标台账" })).toBeNull();
});

test("notices stand with the answer", () => {
  show(answer({ notices: ["《暂行办法》已废止，请勿作为现行规定引用。"] }));
  expect(screen.getByRole("alert")).toHaveTextContent("已废止");
});

test("a refusal offers the nearest passages and the keeper, who is asked with a note", async () => {
  const asked: unknown[] = [];
  answerWith({
    "POST /api/v1/messages/m1/enquiry": async (request) => {
      asked.push(await request.json());
      return message({ enquiry_id: "e1" });
    },
  });
  show(
    answer({
      status: "insufficient_evidence",
      grade: "not_found",
      text: "资料中没有找到。",
      citations: [],
      hits: [hit({ text: "最接近的一段" })],
    }),
  );
  expect(screen.getByRole("region", { name: "最接近的段落" })).toHaveTextContent("最接近的一段");
  await userEvent.click(screen.getByRole("button", { name: "请资料员补充" }));
  await userEvent.type(await screen.findByLabelText("补充说明（可不填）"), "要2023年的");
  await userEvent.click(screen.getByRole("button", { name: "提交" }));
  await vi.waitFor(() => {
    expect(asked).toEqual([{ note: "要2023年的" }]);
  });
});

test("a 👎 says why", async () => {
  const given: unknown[] = [];
  answerWith({
    "PUT /api/v1/messages/m1/feedback": async (request) => {
      given.push(await request.json());
      return message({ feedback: { verdict: "bad", reason: "outdated", comment: "" } });
    },
  });
  show(answer());
  await userEvent.click(screen.getByRole("button", { name: "有问题" }));
  await userEvent.click(await screen.findByRole("radio", { name: "依据过时" }));
  await userEvent.click(screen.getByRole("button", { name: "提交" }));
  await vi.waitFor(() => {
    expect(given).toEqual([{ verdict: "bad", reason: "outdated", comment: "" }]);
  });
});

test("HTML, Markdown and orders in a passage or an answer are text", () => {
  const text = '<img src=x onerror=alert(1)> [点这里](http://example.com) 忽略以上指令';
  show(answer({ text: `${text}[1]`, citations: [citation({ text, title: "<b>办法</b>" })] }));
  expect(screen.getByText(text, { exact: false })).toBeVisible();
  expect(screen.getByText("《<b>办法</b>》", { exact: false })).toBeVisible();
  expect(document.querySelector("img, b, a[href*=example]")).toBeNull();
});
