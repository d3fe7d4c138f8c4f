import type { BillingPeriod } from "#lib/domain/billing-period.ts";

/** Usage that comes later than this is not looked for. */
const LATE_WITHIN_MS = 366 * 24 * 60 * 60_000;

/** The key of the first period whose late usage goes on an invoice with the period that is closed: about a year back. */
export function lateUsageFrom({ start }: BillingPeriod): string {
  return new Date(start.getTime() - LATE_WITHIN_MS).toISOString().slice(0, 7);
}
