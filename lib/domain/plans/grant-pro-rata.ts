import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import { NANOS_PER_CENT, type Nanos } from "#lib/domain/money.ts";

/**
 * What an allowance grows by when it is raised in the middle of a period: the difference of the two monthly allowances
 * for the time that is left, rounded up to a whole step. A lower allowance takes nothing away before the next period.
 */
export function grantProRata(change: {
  readonly fromMonthly: bigint;
  readonly toMonthly: bigint;
  readonly at: Date;
  readonly period: BillingPeriod;
  readonly step: bigint;
}): bigint {
  const { fromMonthly, toMonthly, at, period, step } = change;
  const difference = toMonthly - fromMonthly;
  const leftMs = BigInt(period.end.getTime() - Math.max(at.getTime(), period.start.getTime()));
  if (difference <= 0n || leftMs <= 0n) return 0n;
  const wholeMs = BigInt(period.end.getTime() - period.start.getTime());
  if (leftMs === wholeMs) return difference;
  return divideUp(difference * leftMs, wholeMs * step) * step;
}

/** The included inference gained when its monthly amount rises, in nano-dollars, rounded up to a whole cent. */
export function includedGained(change: {
  readonly fromMonthlyNanos: Nanos;
  readonly toMonthlyNanos: Nanos;
  readonly at: Date;
  readonly period: BillingPeriod;
}): Nanos {
  const { fromMonthlyNanos, toMonthlyNanos, at, period } = change;
  return grantProRata({
    fromMonthly: fromMonthlyNanos,
    toMonthly: toMonthlyNanos,
    at,
    period,
    step: NANOS_PER_CENT,
  });
}

/** The optimization sessions gained when their monthly number rises, rounded up. */
export function sessionsGained(change: {
  readonly fromMonthly: number;
  readonly toMonthly: number;
  readonly at: Date;
  readonly period: BillingPeriod;
}): number {
  const { fromMonthly, toMonthly, at, period } = change;
  return Number(grantProRata({ fromMonthly: BigInt(fromMonthly), toMonthly: BigInt(toMonthly), at, period, step: 1n }));
}

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
