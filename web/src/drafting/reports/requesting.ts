/** What a person says of the report they want. */
import type { RenderRequest, TemplateInfo } from "../../api/records";

export const PROFILES = ["", "A", "B", "plain"] as const;
export const ROUNDINGS = ["half_up", "half_even"] as const satisfies RenderRequest["rounding"][];

/** The form of a request; what it says of fields stays when another template is chosen. */
export interface Wanted {
  /** "" for every one. */
  library: string;
  area: string;
  period: string;
  fields: Record<string, string>;
  profile: string;
  rounding: RenderRequest["rounding"];
  source_table: boolean;
}

/** Return the request that a form makes, of a template and without what it does not ask for. */
export function toRequest(template: TemplateInfo, wanted: Wanted): RenderRequest {
  const said = template.fields.flatMap((name) => {
    const text = wanted.fields[name]?.trim() ?? "";
    return text ? [[name, text] as const] : [];
  });
  return {
    ...wanted,
    library: wanted.library || null,
    template: template.id,
    area: wanted.area.trim(),
    period: wanted.period.trim(),
    fields: Object.fromEntries(said),
    is_draft: false,
    comments: true,
  };
}

/** Return whether two requests ask for the same. */
export function isSame(one: RenderRequest, other: RenderRequest): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
