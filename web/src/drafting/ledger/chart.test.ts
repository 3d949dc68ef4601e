import { expect, test } from "vitest";

import type { SeriesPoint } from "../../api/records";
import { comparable, layOut } from "./chart";

function point(period: string, value: string, change: Partial<SeriesPoint> = {}): SeriesPoint {
  return { period, kind: "year", scope: "", value, text: `${value}元`, ...change };
}

test("years are not drawn among quarters, nor values of another scope", () => {
  const points = [
    point("2023年", "10"),
    point("2023年第三季度", "3", { kind: "quarter" }),
    point("2024年", "9", { scope: "不含易地搬迁户" }),
    point("2024年", "12"),
  ];
  const series = { name: "收入", area: "青禾县", unit: "元", points };
  expect(comparable(series, "year", "").map(({ value }) => value)).toEqual(["10", "12"]);
});

test("bars are as high as their values, from one zero", () => {
  const { bars, zero } = layOut([point("2023年", "10"), point("2024年", "20")], 5);
  const [first, second] = bars;
  expect(second?.height).toBeCloseTo(2 * (first?.height ?? 0));
  expect((second?.top ?? 0) + (second?.height ?? 0)).toBeCloseTo(zero);
});

test("what is below zero hangs down from it", () => {
  const { bars, zero } = layOut([point("2023年", "-5"), point("2024年", "5")], 5);
  expect(bars[0]?.top).toBeCloseTo(zero);
  expect((bars[1]?.top ?? 0) + (bars[1]?.height ?? 0)).toBeCloseTo(zero);
});

test("values that are all zero are drawn without height", () => {
  expect(layOut([point("2023年", "0"), point("2024年", "0")], 5).bars.map(({ height }) => height)).toEqual([0, 0]);
});

test("where there is no room for every word, the latest keeps its own", () => {
  const points = Array.from({ length: 12 }, (_, month) => point(`${month + 1}月`, "1"));
  const named = layOut(points, 5).bars.filter(({ isNamed }) => isNamed).map((bar) => bar.point.period);
  expect(named).toEqual(["3月", "6月", "9月", "12月"]);
});
