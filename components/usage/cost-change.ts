import { type ExactDollars, parseDollars } from "#lib/domain/money.ts";

export type CostChange =
  | { kind: "both_zero" }
  | { kind: "previous_zero" }
  | { kind: "same" }
  | { kind: "more" | "less"; amount: string };

const TENTHS_OF_PERCENT = 1_000n;
/** From here on a factor reads better than a percentage. */
const FACTOR_FROM = 10n;

/** How a cost compares with the previous period's, in words ready to show: "61.8%" or "13.4 times". */
export function costChange(cost: ExactDollars, previousCost: ExactDollars): CostChange {
  const now = parseDollars(cost) ?? 0n;
  const before = parseDollars(previousCost) ?? 0n;
  if (before === 0n) return { kind: now === 0n ? "both_zero" : "previous_zero" };
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
