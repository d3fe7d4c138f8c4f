import type { Nanos } from "./money.ts";

const DAY_MS = 86_400_000n;
/** Longer than anybody plans for. */
const LONGEST_DAYS = 1_000_000n;

/**
 * For how many whole days credits last at a pace: available x elapsed / spent, rounded down, at most a million. Amounts are nano-dollars.
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
  const days = (availableNanos * BigInt(Math.round(elapsedMs))) / (spentNanos * DAY_MS);
  return Number(days < LONGEST_DAYS ? days : LONGEST_DAYS);
}
