import type { ShownAlert, ShownEntry } from "../../api/records";

/** Return why a value asks to be looked at; empty where it does not. */
export function alertsOf({ entry, period, text }: ShownEntry, alerts: readonly ShownAlert[]): ShownAlert[] {
  const { code, area } = entry.figure;
  return alerts.filter(
    ({ code: other, figure }) =>
      code !== "" && other === code && figure.area === area && figure.period === period && figure.text === text,
  );
}
