export const EXPIRY_OPTIONS = [
  { value: "never", label: "Never", days: null },
  { value: "30", label: "In 30 days", days: 30 },
  { value: "90", label: "In 90 days", days: 90 },
  { value: "365", label: "In 365 days", days: 365 },
] as const;

export type ExpiryValue = (typeof EXPIRY_OPTIONS)[number]["value"];

/** The days an expiry choice stands for; null for none. */
export function expiryDays(value: ExpiryValue): number | null {
  return EXPIRY_OPTIONS.find((option) => option.value === value)?.days ?? null;
}
