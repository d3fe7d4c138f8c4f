/** A billing period is one UTC calendar month, start included and end excluded. */
export type BillingPeriod = { readonly key: string; readonly start: Date; readonly end: Date };

const DAY_MS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/**
 * The period that holds an instant.
 * @throws RangeError when the instant is an invalid date.
 */
export function billingPeriodAt(instant: Date): BillingPeriod {
  return periodOfMonth(instant.getUTCFullYear(), instant.getUTCMonth());
}

/** Reads a key such as "2026-11", of the years 2000 to 2999; null when it is not one. */
export function parsePeriodKey(key: string): BillingPeriod | null {
  const match = /^(2\d{3})-(0[1-9]|1[0-2])$/.exec(key);
  return match ? periodOfMonth(Number(match[1]), Number(match[2]) - 1) : null;
}

/** The period that ends where this one starts. */
export function previousPeriod(period: BillingPeriod): BillingPeriod {
  return billingPeriodAt(new Date(period.start.getTime() - 1));
}

/** Whether an instant falls into the period. */
export function isInPeriod(period: BillingPeriod, instant: Date): boolean {
  return instant >= period.start && instant < period.end;
}

/** The UTC days of the period, each as its first instant, in order. */
export function daysOfPeriod(period: BillingPeriod): Date[] {
  const count = (period.end.getTime() - period.start.getTime()) / DAY_MS;
  return Array.from({ length: count }, (_, day) => new Date(period.start.getTime() + day * DAY_MS));
}

/** The period in words: "1 - 30 Nov 2026 (UTC)". */
export function formatPeriod(period: BillingPeriod): string {
  return `1 - ${formatUtcDay(new Date(period.end.getTime() - DAY_MS))} (UTC)`;
}

/** The month of a period in words: "October 2026". */
export function formatMonth({ start }: BillingPeriod): string {
  return `${MONTH_NAMES[start.getUTCMonth()]} ${start.getUTCFullYear()}`;
}

/** A UTC day in words: "14 Nov 2026". */
export function formatUtcDay(instant: Date): string {
  return `${instant.getUTCDate()} ${MONTHS[instant.getUTCMonth()]} ${instant.getUTCFullYear()}`;
}

/**
 * A UTC day as a key: "2026-11-14".
 * @throws RangeError when the instant is an invalid date.
 */
export function utcDayKey(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function periodOfMonth(year: number, month: number): BillingPeriod {
  const start = new Date(Date.UTC(year, month, 1));
  return { key: start.toISOString().slice(0, 7), start, end: new Date(Date.UTC(year, month + 1, 1)) };
}
