const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** The UTC day of a moment in unix seconds: "1 December 2026". */
export function formatDay(seconds: number): string {
  return DAY.format(seconds * 1000);
}
