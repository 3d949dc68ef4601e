import type { Metadata, Validity } from "../api/records";

/**
 * Return whether a document may be quoted as current today.
 *
 * A rule is repealed from its day of repeal on, whatever was said of it before, and not earlier.
 */
export function validityOf({ validity, repealed_on: repealedOn }: Metadata, today = new Date()): Validity {
  if (!repealedOn) return validity;
  if (new Date(`${repealedOn}T00:00`) <= today) return "repealed";
  return validity === "repealed" ? "in_force" : validity;
}
