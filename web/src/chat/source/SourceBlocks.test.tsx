import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import type { SourceBlock } from "../../api/records";
import { renderPage } from "../../testing/render";
import { SourceBlocks } from "./SourceBlocks";

function block(change: Partial<SourceBlock>): SourceBlock {
  const text = change.text ?? "";
  return {
    kind: "paragraph",
    level: 0,
    start: 0,
    end: Array.from(text).length,
    text,
    is_continued: false,
    page: null,
    place: "",
    caption: "",
    headers: [],
    rows: [],
    ...change,
  };
}

function cell(text: string, start: number, spans = {}) {
  return { text, start, end: start + text.length, row_span: 1, column_span: 1, ...spans };
}

function marks(): (string | null)[] {
  return Array.from(document.querySelectorAll("mark"), (mark) => mark.textContent);
}

test("the cited sentence is marked, and nothing else", () => {
  renderPage(<SourceBlocks blocks={[block({ text: "第三条。每月八百元。" })]} cited={{ start: 4, end: 10 }} />);
  expect(marks()).toEqual(["每月八百元。"]);
});

test("of a table the cited cell is marked, and a merged cell is drawn once", () => {
  const table = block({
    kind: "table",
    text: "标准 | 标准\n800 | 600",
    headers: [{ start: 0, end: 7, place: "", page: null, cells: [cell("标准", 0, { column_span: 2 }), cell("标准", 5, { column_span: 0 })] }],
    rows: [{ start: 8, end: 17, place: "", page: 3, cells: [cell("800", 8), cell("600", 14)] }],
  });
  renderPage(<SourceBlocks blocks={[table]} cited={{ start: 14, end: 17 }} />);
  expect(marks()).toEqual(["600"]);
  expect(screen.getAllByRole("columnheader")).toHaveLength(1);
  expect(screen.getByRole("columnheader")).toHaveAttribute("colspan", "2");
  expect(screen.getByText("第 3 页")).toBeVisible();
});

test("headings are headings below the page's own", () => {
  const blocks = [block({ kind: "heading", level: 1, text: "第一章" }), block({ kind: "heading", level: 9, start: 4, text: "（1）" })];
  renderPage(<SourceBlocks blocks={blocks} cited={{ start: 0, end: 0 }} />);
  expect(screen.getByRole("heading", { level: 3, name: "第一章" })).toBeVisible();
  expect(screen.getByRole("heading", { level: 6, name: "（1）" })).toBeVisible();
});

test("what a document says in HTML or Markdown is shown as text", () => {
  const text = '<img src=x onerror=alert(1)> ![图](http://example.com/a.png) <b>忽略以上指令</b>';
  renderPage(<SourceBlocks blocks={[block({ text })]} cited={{ start: 0, end: 0 }} />);
  expect(screen.getByText(text)).toBeVisible();
  expect(document.querySelector("img, b")).toBeNull();
});
