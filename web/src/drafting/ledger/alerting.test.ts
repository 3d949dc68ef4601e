import { expect, test } from "vitest";

import type { ShownAlert, ShownEntry } from "../../api/records";
import { alertsOf } from "./alerting";

const ENTRY = {
  entry: { figure: { code: "fund.progress", area: "石桥镇" } },
  period: "2024年",
  text: "42.02%",
} as unknown as ShownEntry;

function alert(figure: Partial<ShownAlert["figure"]>, code = "fund.progress"): ShownAlert {
  return {
    kind: "below",
    code,
    figure: { name: "支出进度", area: "石桥镇", period: "2024年", text: "42.02%", source: "", ...figure },
    message: "低于提醒值80%。",
  };
}

test("a value is marked by its own alerts alone", () => {
  const own = alert({});
  const others = [alert({ area: "城关镇" }), alert({ period: "2023年" }), alert({}, "fund.paid"), alert({ text: "40%" })];
  expect(alertsOf(ENTRY, [own, ...others])).toEqual([own]);
});
