import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { IngestEvent, Upload } from "../api/records";
import { renderPage } from "../testing/render";
import { UploadItem } from "./UploadItem";

const event = (change: Partial<IngestEvent>): IngestEvent => ({
  file: "甲.docx",
  outcome: "ready",
  chunks: 3,
  pages: null,
  tables: 0,
  headings: 0,
  ocr_pages: 0,
  warnings: [],
  reason: "",
  ...change,
});

const upload = (change: Partial<Upload>): Upload => ({
  id: "u1",
  library: "政策文件",
  category: "",
  file: "甲.docx",
  size: 2048,
  state: "done",
  seconds: null,
  can_retry: false,
  events: [],
  reason: "",
  uploaded_by: "李红梅",
  uploaded_at: "2026-03-05T02:00:00+00:00",
  finished_at: null,
  ...change,
});

test("a refused file tells why and what to do, and can be retried, replaced and removed", () => {
  const refused = event({ outcome: "refused", reason: "文件已损坏。请重新索取。" });
  renderPage(<UploadItem upload={upload({ state: "refused", can_retry: true, events: [refused] })} />);
  expect(screen.getByText("文件已损坏。请重新索取。")).toBeVisible();
  const buttons = screen.getAllByRole("button").map((button) => button.textContent);
  expect(buttons.filter(Boolean)).toEqual(["重试", "换一个文件", "移除"]);
});

test("a file that is being read tells for how long, and is left alone", () => {
  renderPage(<UploadItem upload={upload({ state: "reading", seconds: 75 })} />);
  expect(screen.getByText("正在读取")).toBeVisible();
  expect(screen.getByText("已用 1 分 15 秒")).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
});

test("an archive tells of each of its files", () => {
  const events = [event({ file: "乙.pdf", pages: 4, ocr_pages: 4 }), event({ outcome: "refused", reason: "打不开。" })];
  renderPage(<UploadItem upload={upload({ file: "资料.zip", state: "partly", events })} />);
  expect(screen.getByText("包内文件：1 份已入库，1 份未能入库")).toBeVisible();
  const [first, second] = screen.getAllByRole("listitem");
  expect(first).toHaveTextContent("乙.pdf已入库4 页，4 页由图像识别");
  expect(within(second ?? document.body).getByText("打不开。")).toBeVisible();
});
