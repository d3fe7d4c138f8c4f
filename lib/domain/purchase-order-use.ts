import { type BillingPeriod, billingPeriodAt } from "./billing-period.ts";
import type { Nanos } from "./money.ts";

/** Percentages of a purchase order's amount at which payers are told, the lowest first. */
const WARNED_AT_PERCENT = [80, 100] as const;

/** What counts against a purchase order; nano-dollars. */
export type PurchaseOrderCharges = {
  /** The contract's fee of a whole month. */
  readonly monthlyNanos: Nanos;
  /** Since when the purchase order has been on file. */
  readonly since: Date;
  /** Until when the contract is billed; null while it has no end. */
  readonly until: Date | null;
  /** Usage since then that goes on invoices. */
  readonly usageNanos: Nanos;
};

/**
 * What is invoiced or accrued under a purchase order in nano-dollars: usage, and the fee of every period that has begun,
 * in full, because it is invoiced in advance. Of the period in which it came on file, the share of the time left counts,
 * rounded up to the nano-dollar.
 */
export function purchaseOrderUsed({ monthlyNanos, since, until, usageNanos }: PurchaseOrderCharges, now: Date): Nanos {
  const first = billingPeriodAt(since);
  let feesNanos = isBilled(first, until) ? shareOf(monthlyNanos, first, since) : 0n;
  for (let period = next(first); period.start <= now && isBilled(period, until); period = next(period)) {
    feesNanos += monthlyNanos;
  }
  return feesNanos + usageNanos;
}

/** The highest percentage that is reached, of those at which payers are told; null below all of them. */
export function purchaseOrderWarning(amountNanos: Nanos, usedNanos: Nanos): (typeof WARNED_AT_PERCENT)[number] | null {
  return WARNED_AT_PERCENT.findLast((percent) => usedNanos * 100n >= amountNanos * BigInt(percent)) ?? null;
}

const next = ({ end }: BillingPeriod) => billingPeriodAt(end);

const isBilled = ({ start }: BillingPeriod, until: Date | null) => until === null || start < until;

function shareOf(monthlyNanos: Nanos, period: BillingPeriod, since: Date): Nanos {
  const leftMs = BigInt(period.end.getTime() - since.getTime());
  const wholeMs = BigInt(period.end.getTime() - period.start.getTime());
  return (monthlyNanos * leftMs + wholeMs - 1n) / wholeMs;
}
