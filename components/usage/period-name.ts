import { formatUtcDay, parsePeriodKey } from "#lib/domain/billing-period.ts";

/** A period's month in short: "Nov 2026". An unknown key is shown as it is. */
export function periodName(key: string): string {
  const period = parsePeriodKey(key);
  return period === null ? key : formatUtcDay(period.start).replace(/^\d+ /, "");
}
