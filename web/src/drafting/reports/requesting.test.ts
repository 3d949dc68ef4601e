import { expect, test } from "vitest";

import type { TemplateInfo } from "../../api/records";
import { isSame, toRequest, type Wanted } from "./requesting";

const TEMPLATE: TemplateInfo = {
  id: "t1",
  name: "季度通报",
  description: "",
  is_shipped: true,
  fields: ["发文字号", "主送机关"],
  uploaded_by: "",
  uploaded_at: "",
};

const WANTED: Wanted = {
  library: "默认",
  area: " 青禾县 ",
  period: "2024年",
  fields: { 发文字号: "青振发〔2024〕3号", 主送机关: "  ", 单位名称: "青禾县乡村振兴局" },
  profile: "",
  rounding: "half_up",
  source_table: false,
};

test("a request says only what its template asks for and somebody filled in", () => {
  const request = toRequest(TEMPLATE, WANTED);
  expect(request.fields).toEqual({ 发文字号: "青振发〔2024〕3号" });
  expect(request.area).toBe("青禾县");
});

test("a blank more does not ask for another report, another option does", () => {
  const request = toRequest(TEMPLATE, WANTED);
  expect(isSame(request, toRequest(TEMPLATE, { ...WANTED, area: "青禾县" }))).toBe(true);
  expect(isSame(request, toRequest(TEMPLATE, { ...WANTED, source_table: true }))).toBe(false);
});
