import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";

import type { PreflightReport, TemplateInfo } from "../../api/records";
import { renderPage } from "../../testing/render";
import { answerWith } from "../../testing/server";
import { RequestForm } from "./RequestForm";
import type { Wanted } from "./requesting";

const TEMPLATE: TemplateInfo = {
  id: "部门年终小结",
  name: "部门年终小结",
  description: "",
  is_shipped: true,
  fields: ["单位名称"],
  uploaded_by: "",
  uploaded_at: "",
};

const GAP: PreflightReport = {
  is_ready: false,
  can_draft: true,
  items: [
    {
      name: "单位名称",
      kind: "field",
      state: "missing",
      places: ["第2段"],
      value: "",
      message: "“单位名称”没有填写。",
      hint: "请填写“单位名称”。",
    },
  ],
};

function Form({ onBegun }: { onBegun: () => void }) {
  const [wanted, setWanted] = useState<Wanted>({
    library: "",
    area: "青禾县",
    period: "2024年",
    fields: {},
    profile: "",
    rounding: "half_up",
    source_table: false,
  });
  return (
    <RequestForm
      template={TEMPLATE}
      wanted={wanted}
      onChange={(change) => setWanted((before) => ({ ...before, ...change }))}
      onBegun={onBegun}
    />
  );
}

test("a report with a gap can be had as a draft alone, and what was checked goes with what is changed", async () => {
  const asked: unknown[] = [];
  const begun = vi.fn();
  answerWith({
    "GET /api/v1/indicators/options": { libraries: [], areas: [], periods: [], groups: [] },
    "POST /api/v1/reports/preflight": { ...GAP },
    "POST /api/v1/reports": async (request) => {
      asked.push(await request.json());
      return { id: "j1" };
    },
  });
  renderPage(<Form onBegun={begun} />);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "检查" }));
  expect(await screen.findByText(/“单位名称”没有填写/)).toBeVisible();
  expect(screen.getByRole("button", { name: "生成报告" })).toBeDisabled();

  await user.click(screen.getByRole("button", { name: /^先出草稿/ }));
  await vi.waitFor(() => expect(begun).toHaveBeenCalled());
  expect(asked).toMatchObject([{ is_draft: true, library: null, template: "部门年终小结" }]);

  await user.type(screen.getByLabelText("单位名称"), "县医保局");
  expect(screen.queryByText(/没有填写/)).toBeNull();
});
