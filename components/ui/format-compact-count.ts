const SIGNIFICANT_DIGITS = 3;
const UNITS = ["", "K", "M", "B", "T"] as const;

/** A count in three digits and a unit ("1.24M"); whole below a thousand. */
export function formatCompactCount(value: number): string {
  if (value < 1_000) return String(value);
  const rounded = Number(value.toPrecision(SIGNIFICANT_DIGITS));
  const power = Math.min(UNITS.length - 1, Math.floor((String(rounded).length - 1) / 3));
  return `${(rounded / 1_000 ** power).toPrecision(SIGNIFICANT_DIGITS)}${UNITS[power]}`;
}
