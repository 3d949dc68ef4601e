/** Where the bars of a chart stand. */
import type { Series, SeriesPoint } from "../../api/records";

// Left and right of the bars, over the highest and under the lowest, in percent.
const BAR_SHARE = 0.56;
const TOP = 14;
const BOTTOM = 14;

/** A bar; positions are in percent of the chart, from its upper left corner. */
export interface Bar {
  point: SeriesPoint;
  left: number;
  width: number;
  top: number;
  height: number;
  /** Middle of the bar. */
  middle: number;
  /** Whether there is room for its words. */
  isNamed: boolean;
}

export interface Chart {
  bars: Bar[];
  /** Where zero is. */
  zero: number;
}

/** Return the values that compare with one of a kind of period and a scope: years with years. */
export function comparable(series: Series, kind: string | undefined, scope: string): SeriesPoint[] {
  return series.points.filter((point) => point.kind === kind && point.scope === scope);
}

/**
 * Return where the bars of values stand, upward from zero or down.
 *
 * @param points The earliest first.
 * @param words For how many there is room for words.
 */
export function layOut(points: readonly SeriesPoint[], words: number): Chart {
  // For drawing, a double is exact enough.
  const values = points.map(({ value }) => Number(value));
  const highest = Math.max(0, ...values);
  const lowest = Math.min(0, ...values);
  const scale = (100 - TOP - BOTTOM) / (highest - lowest || 1);
  const zero = TOP + highest * scale;
  const room = 100 / points.length;
  const step = Math.ceil(points.length / words);
  return {
    zero,
    bars: points.map((point, index) => {
      const value = values[index] ?? 0;
      return {
        point,
        left: room * (index + (1 - BAR_SHARE) / 2),
        width: room * BAR_SHARE,
        top: zero - Math.max(0, value) * scale,
        height: Math.abs(value) * scale,
        middle: room * (index + 0.5),
        isNamed: (points.length - 1 - index) % step === 0,
      };
    }),
  };
}
