import { type Context, requirePermission } from "#lib/context.ts";
import type { Db } from "#lib/data/client.ts";
import { readFunds } from "#lib/data/credit-entries.ts";
import { sumOpenHolds } from "#lib/data/holds.ts";
import { readIncludedUsage } from "#lib/data/included-usage.ts";
import { findSpendLimit, readSpending } from "#lib/data/spend-limits.ts";
import { billingPeriodAt, formatPeriod } from "#lib/domain/billing-period.ts";
import { type ExactDollars, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { decideLimitChange } from "#lib/domain/spend-limit.ts";

/** What changes on Settings > Billing while one looks at it. */
export type BillingLiveView = {
  /** ISO instant at which the figures were read. */
  asOf: string;
  period: string;
  /** ISO instant at which all but the credits counts from zero again. */
  resetsAt: string;
  settled: ExactDollars;
  held: ExactDollars;
  openHolds: number;
  /** Null where the workspace has no limit of its own. */
  limit: {
    amount: ExactDollars;
    available: ExactDollars;
    /** Of the limit, for display: 0 to 1, more where it was lowered. */
    settledShare: number;
    heldShare: number;
    alertAtPercent: number[];
  } | null;
  included: {
    granted: ExactDollars;
    used: ExactDollars;
    held: ExactDollars;
    left: ExactDollars;
    usedShare: number;
    heldShare: number;
  };
  credits: { balance: ExactDollars; held: ExactDollars; available: ExactDollars };
};

/** Loads the period's figures, all read at one instant. Bounded reads, however much traffic there is. */
export async function loadBillingLive(ctx: Context): Promise<BillingLiveView> {
  requirePermission(ctx, "billing:read");
  const period = billingPeriodAt(ctx.now);
  const { spending, terms, holds, included, funds } = await ctx.db.$transaction((tx) => readAll(tx, ctx), {
    isolationLevel: "RepeatableRead",
  });
  const left = included.grantedNanos - included.usedNanos - included.heldNanos;
  const available = funds.balanceNanos - funds.heldNanos;
  return {
    asOf: ctx.now.toISOString(),
    period: formatPeriod(period),
    resetsAt: period.end.toISOString(),
    settled: toExactDollars(spending.settledNanos),
    held: toExactDollars(spending.heldNanos),
    openHolds: holds.count,
    limit: terms && {
      amount: toExactDollars(terms.limitNanos),
      available: toExactDollars(decideLimitChange({ ...terms, ...spending }).roomNanos),
      settledShare: shareOf(spending.settledNanos, terms.limitNanos),
      heldShare: shareOf(spending.heldNanos, terms.limitNanos),
      alertAtPercent: terms.alertAtPercent,
    },
    included: {
      granted: toExactDollars(included.grantedNanos),
      used: toExactDollars(included.usedNanos),
      held: toExactDollars(included.heldNanos),
      left: toExactDollars(left > 0n ? left : 0n),
      usedShare: shareOf(included.usedNanos, included.grantedNanos),
      heldShare: shareOf(included.heldNanos, included.grantedNanos),
    },
    credits: {
      balance: toExactDollars(funds.balanceNanos),
      held: toExactDollars(funds.heldNanos),
      available: toExactDollars(available > 0n ? available : 0n),
    },
  };
}

async function readAll(tx: Db, { workspaceId, now }: Context) {
  const period = billingPeriodAt(now);
  return {
    spending: await readSpending(tx, workspaceId, period),
    terms: await findSpendLimit(tx, workspaceId, { scope: "workspace", scopeId: workspaceId }),
    holds: await sumOpenHolds(tx, workspaceId, { period }),
    included: await readIncludedUsage(tx, workspaceId, period),
    funds: await readFunds(tx, workspaceId),
  };
}

/** Of a limit of nothing, whatever there is is all of it. */
function shareOf(partNanos: Nanos, wholeNanos: Nanos): number {
  if (wholeNanos === 0n) return partNanos > 0n ? 1 : 0;
  return Number((partNanos * 10_000n) / wholeNanos) / 10_000;
}
