import type { BillingAccount } from "#lib/data/billing-accounts.ts";
import type { Db } from "#lib/data/client.ts";
import { lowerIncluded, raiseIncluded } from "#lib/data/included-grants.ts";
import { findPlanChange } from "#lib/data/plan-changes.ts";
import { findAcceptedUpgrade } from "#lib/data/quotes.ts";
import { lockSpending } from "#lib/data/spend-limits.ts";
import type { WorkspacePlan } from "#lib/data/workspace-plans.ts";
import { type BillingPeriod, billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";
import { includedGained } from "#lib/domain/plans/grant-pro-rata.ts";
import { isSame, type PlanSeats } from "#lib/domain/plans/plan-seats.ts";
import { isLive } from "#lib/domain/plans/planned-by-payment.ts";
import type { BillingState } from "#lib/stripe/read-billing.ts";

type IncludedChange = {
  workspaceId: string;
  before: WorkspacePlan;
  target: PlanSeats;
  toMonthlyNanos: Nanos;
  account: BillingAccount | null;
  billing: BillingState;
  now: Date;
};

/**
 * Brings the present period's included inference to a new plan: more is granted like it is paid for, pro rata from the
 * instant at which it was; less takes nothing away, except from a period that began with the change. Give the plan as it
 * is still stored: a period that nobody opened yet starts with it. @returns what to note on the account
 */
export async function grantIncluded(
  tx: Db,
  change: IncludedChange,
): Promise<Pick<BillingAccount, "grantedPeriodKey" | "grantedMonthlyNanos">> {
  const { workspaceId, before, account, toMonthlyNanos, now } = change;
  const period = billingPeriodAt(now);
  await lockSpending(tx, workspaceId, period);
  const at = await effectiveAt(tx, change, period);
  const fromMonthlyNanos = grantedMonthly(account, before, period);
  if (toMonthlyNanos >= fromMonthlyNanos) {
    await raiseIncluded(tx, workspaceId, period, includedGained({ fromMonthlyNanos, toMonthlyNanos, at, period }));
    return { grantedPeriodKey: period.key, grantedMonthlyNanos: toMonthlyNanos };
  }
  if (at > period.start) return { grantedPeriodKey: period.key, grantedMonthlyNanos: fromMonthlyNanos };
  await lowerIncluded(tx, workspaceId, period, toMonthlyNanos);
  return { grantedPeriodKey: period.key, grantedMonthlyNanos: toMonthlyNanos };
}

/** The monthly included inference that the period's grant was raised to so far. */
export function grantedMonthly(
  account: Pick<BillingAccount, "grantedPeriodKey" | "grantedMonthlyNanos"> | null,
  { includedInferenceNanos }: Pick<WorkspacePlan, "includedInferenceNanos">,
  period: BillingPeriod,
): Nanos {
  const noted = account?.grantedPeriodKey === period.key ? account.grantedMonthlyNanos : 0n;
  return noted > includedInferenceNanos ? noted : includedInferenceNanos;
}

/** When the change took effect, which may be before Weir heard of it: as quoted, as scheduled, or as Stripe says. */
async function effectiveAt(tx: Db, change: IncludedChange, period: BillingPeriod): Promise<Date> {
  const { workspaceId, target, account, billing, now } = change;
  const { subscription } = billing;
  const pending = await findPlanChange(tx, workspaceId);
  if (pending && pending.effectiveAt <= now && isSame(target, { plan: pending.toPlan, seats: pending.toSeats })) {
    return pending.effectiveAt;
  }
  if (!subscription || !isLive(subscription)) return subscription?.endedAt ?? now;
  const isNew = account?.paidPlan == null || subscription.id !== account.stripeSubscriptionId;
  if (isNew) return subscription.periodStart;
  const quote = await findAcceptedUpgrade(tx, workspaceId, { to: target, after: period.start });
  return quote?.prorationAt ?? now;
}
