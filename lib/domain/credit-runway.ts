import type { Nanos } from "./money.ts";

const DAY_MS = 86_400_000n;

/**
 * For how many whole days credits last at a pace: available x elapsed / spent, rounded down. Amounts are nano-dollars.
 * @returns null where nothing was spent, so that there is no pace
 */
export function creditRunwayDays(pace: {
  readonly availableNanos: Nanos;
  /** What was drawn from the credits in the time elapsed. */
  readonly spentNanos: Nanos;
  readonly elapsedMs: number;
}): number | null {
  const { availableNanos, spentNanos, elapsedMs } = pace;
  if (spentNanos <= 0n || elapsedMs <= 0) return null;
  if (availableNanos <= 0n) return 0;
  return Number((availableNanos * BigInt(Math.round(elapsedMs))) / (spentNanos * DAY_MS));
}
