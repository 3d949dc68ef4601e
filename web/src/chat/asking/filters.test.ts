import { expect, test } from "vitest";

import { i18n } from "../../i18n";
import { NO_FILTERS, summarize, tidy } from "./filters";

const t = i18n.getFixedT(null, "chat");

test("filters are told in words, in the order people say them", () => {
  const filters = { library: "政策文件", category: null, region: "巴里坤", year: 2024, kind: "通知", in_force: true };
  expect(summarize(filters, t)).toBe("政策文件、巴里坤、2024年、通知");
});

test("without filters there is nothing to tell", () => {
  expect(summarize(NO_FILTERS, t)).toBe("");
});

test("words of blanks do not filter", () => {
  expect(tidy({ region: "  ", kind: " 通知 ", year: 2024, in_force: true })).toEqual({
    region: null,
    kind: "通知",
    year: 2024,
    in_force: true,
  });
});
