/** An indicator as a form has it, with words for lists. */
import type { Indicator } from "../../api/records";

export const KINDS = ["stock", "flow", "rate"] as const satisfies Indicator["kind"][];
export const DIRECTIONS = ["higher", "lower", "neutral"] as const satisfies Indicator["direction"][];
export const ROLL_UPS = ["sum", "weighted", "none"] as const satisfies Indicator["roll_up"][];

export const NEW_INDICATOR: Indicator = {
  code: "",
  group: "",
  name: "",
  name_is_full: false,
  aliases: [],
  unit: "",
  kind: "stock",
  direction: "neutral",
  formula: "",
  decimals: 0,
  department: "",
  minimum: null,
  maximum: null,
  scope: "",
  roll_up: "sum",
  weight: "",
  alert: { below: null, above: null, change: null },
  valid_from: null,
  valid_until: null,
};

export interface IndicatorFields extends Omit<Indicator, "aliases"> {
  /** Apart by 、. */
  aliases: string;
}

/** Return an indicator as its form begins. */
export function toFields(indicator: Indicator): IndicatorFields {
  return { ...indicator, aliases: indicator.aliases.join("、") };
}

/** Return what a form says; boxes that were cleared say nothing. */
export function fromFields(fields: IndicatorFields): Indicator {
  const words = (word: string | null | undefined): string => (word ?? "").trim();
  const { alert } = fields;
  return {
    ...fields,
    code: words(fields.code),
    group: words(fields.group),
    name: words(fields.name),
    aliases: words(fields.aliases)
      .split(/[、，,；;\n]/)
      .map((alias) => alias.trim())
      .filter(Boolean),
    unit: words(fields.unit),
    formula: words(fields.formula),
    department: words(fields.department),
    scope: words(fields.scope),
    weight: words(fields.weight),
    minimum: fields.minimum ?? null,
    maximum: fields.maximum ?? null,
    alert: { below: alert.below ?? null, above: alert.above ?? null, change: alert.change ?? null },
    valid_from: fields.valid_from ?? null,
    valid_until: fields.valid_until ?? null,
  };
}
