import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { Job } from "../api/records";
import { renderPage } from "../testing/render";
import { answerWith } from "../testing/server";
import { JobView } from "./JobView";

const WORKING: Job = {
  id: "j1",
  kind: "read",
  name: "台账.xlsx",
  state: "working",
  progress: { done: 3, total: 10, stage: "读取数值" },
  failure: null,
  created_at: "2026-01-05T02:00:00+00:00",
  finished_at: null,
};

function draw(onAgain = vi.fn()) {
  renderPage(
    <JobView id="j1" again="换一个文件" onAgain={onAgain}>
      <p>结果</p>
    </JobView>,
  );
}

test("work tells what it does, and what came of it once it is done", async () => {
  let state: Job["state"] = "working";
  answerWith({ "GET /api/v1/jobs/j1": () => ({ ...WORKING, state }) });
  draw();
  expect(await screen.findByText("台账.xlsx：读取数值")).toBeVisible();
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "30");
  state = "done";
  expect(await screen.findByText("结果", {}, { timeout: 5000 })).toBeVisible();
});

test("work that is no longer wanted is ended", async () => {
  let state: Job["state"] = "working";
  answerWith({
    "GET /api/v1/jobs/j1": () => ({ ...WORKING, state }),
    "DELETE /api/v1/jobs/j1": () => {
      state = "cancelled";
      return { ...WORKING, state };
    },
  });
  draw();
  await userEvent.click(await screen.findByRole("button", { name: "取消" }));
  expect(await screen.findByText(/已取消/)).toBeVisible();
});

test("what failed says why, what to do, and leads back", async () => {
  const failure = { code: "unreadable", message: "打不开这个文件。", hint: "请另存后再试。" };
  answerWith({ "GET /api/v1/jobs/j1": { ...WORKING, state: "failed", failure } });
  const again = vi.fn();
  draw(again);
  expect(await screen.findByText("打不开这个文件。请另存后再试。")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "换一个文件" }));
  expect(again).toHaveBeenCalledOnce();
});
