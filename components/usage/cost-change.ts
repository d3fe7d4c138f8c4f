import { type ExactDollars, fromExactDollars } from "#lib/domain/money.ts";

export type CostChange = { kind: "same" } | { kind: "more" | "less"; amount: string };

const TENTHS_OF_PERCENT = 1_000n;
/** From here on a factor reads better than a percentage. */
const FACTOR_FROM = 10n;

/** How a cost compares with an earlier one, in words ready to show: "61.8%" or "13.4 times". Null when that was nothing. */
export function costChange(cost: ExactDollars, earlierCost: ExactDollars): CostChange | null {
  const now = fromExactDollars(cost);
  const before = fromExactDollars(earlierCost);
  if (before === 0n) return null;
  if (now === before) return { kind: "same" };
  if (now >= before * FACTOR_FROM)
    return { kind: "more", amount: `${tenths((now * 10n + before / 2n) / before)} times` };
  const difference = now > before ? now - before : before - now;
  const change = (difference * TENTHS_OF_PERCENT + before / 2n) / before;
  const amount = change === 0n ? "<0.1%" : `${tenths(change)}%`;
  return { kind: now > before ? "more" : "less", amount };
}

function tenths(value: bigint): string {
  return `${value / 10n}.${value % 10n}`;
}
