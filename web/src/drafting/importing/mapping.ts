/** Changes to how a file is read; what is not changed stays the same object. */
import type { ColumnMapping, Mapping, TableMapping } from "../../api/records";

export const ROLES = ["value", "area", "indicator", "period", "unit", "scope", "ignored"] as const satisfies ColumnMapping["role"][];

/** Return a mapping with one of its tables changed. */
export function changeTable(mapping: Mapping, table: number, change: Partial<TableMapping>): Mapping {
  return {
    ...mapping,
    tables: mapping.tables.map((each, index) => (index === table ? { ...each, ...change } : each)),
  };
}

/** Return the units in a line such as "户、人". */
export function splitUnits(line: string): string[] {
  return line
    .split(/[、，,；;\s]+/)
    .map((unit) => unit.trim())
    .filter(Boolean);
}
