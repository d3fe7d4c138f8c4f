import type { BillingAccount } from "#lib/data/billing-accounts.ts";
import type { Db } from "#lib/data/client.ts";
import { lowerIncluded, raiseIncluded } from "#lib/data/included-grants.ts";
import { findPlanChange } from "#lib/data/plan-changes.ts";
import { findAcceptedUpgrade } from "#lib/data/quotes.ts";
import { lockSpending } from "#lib/data/spend-limits.ts";
import type { WorkspacePlan } from "#lib/data/workspace-plans.ts";
import { type BillingPeriod, billingPeriodAt } from "#lib/domain/billing-period.ts";
import { includedInference } from "#lib/domain/included-inference.ts";
import type { Nanos } from "#lib/domain/money.ts";
import { includedGained } from "#lib/domain/plans/grant-pro-rata.ts";
import { isSame, type PlanSeats } from "#lib/domain/plans/plan-seats.ts";
import { isLive } from "#lib/domain/plans/planned-by-payment.ts";
import type { BillingState } from "#lib/stripe/read-billing.ts";

/** How long Stripe lets a change be paid that was not paid at once. */
const PAYABLE_MS = 24 * 3_600_000;

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
 * Brings the present period's included inference to a plan: a period that is paid for as a whole grants what was paid, and
 * more is granted like it is paid for, pro rata from the instant at which it was. Until the period's own invoice is paid,
 * nothing is added. Less takes nothing away, except from a period that began with the change. Give the plan as it is still
 * stored: a period that nobody opened yet starts with it. @returns what to note on the account
 */
export async function grantIncluded(
  tx: Db,
  change: IncludedChange,
): Promise<Pick<BillingAccount, "grantedPeriodKey" | "grantedMonthlyNanos">> {
  const { workspaceId, before, account, billing, now } = change;
  const period = billingPeriodAt(now);
  await lockSpending(tx, workspaceId, period);
  const at = await effectiveAt(tx, change, period);
  const opened = grantedMonthly(account, before, period);
  const renewed = renewedMonthly(billing, period) ?? 0n;
  const fromMonthlyNanos = renewed > opened ? renewed : opened;
  await raiseIncluded(tx, workspaceId, period, fromMonthlyNanos - opened);
  const isRaised = change.toMonthlyNanos > fromMonthlyNanos && isPeriodPaid(billing, period);
  const noted = { grantedPeriodKey: period.key };
  if (isRaised) {
    const { toMonthlyNanos } = change;
    await raiseIncluded(tx, workspaceId, period, includedGained({ fromMonthlyNanos, toMonthlyNanos, at, period }));
    return { ...noted, grantedMonthlyNanos: toMonthlyNanos };
  }
  if (change.toMonthlyNanos >= fromMonthlyNanos || at > period.start) {
    return { ...noted, grantedMonthlyNanos: fromMonthlyNanos };
  }
  await lowerIncluded(tx, workspaceId, period, change.toMonthlyNanos);
  return { ...noted, grantedMonthlyNanos: change.toMonthlyNanos };
}

/**
 * What the next period opens with, before anything is known of its payment: no more than what a whole period was paid for
 * last, so that an upgrade at the end of a period is no bargain.
 */
export function openingMonthly({ before, toMonthlyNanos, billing, now }: Omit<IncludedChange, "account">): Nanos {
  const { subscription } = billing;
  if (!subscription || !isLive(subscription)) return toMonthlyNanos;
  const proven = renewedMonthly(billing, billingPeriodAt(now)) ?? before.includedInferenceNanos;
  return proven < toMonthlyNanos ? proven : toMonthlyNanos;
}

/** Whether anything may be left to grant in the present period. */
export function isFullyGranted({ account, before, toMonthlyNanos, now }: IncludedChange): boolean {
  const period = billingPeriodAt(now);
  return account?.grantedPeriodKey === period.key && grantedMonthly(account, before, period) >= toMonthlyNanos;
}

/** What the present period was paid for as a whole; null while that is not paid, and for a part of a month. */
function renewedMonthly(billing: BillingState, period: BillingPeriod): Nanos | null {
  const renewed = isPeriodPaid(billing, period) ? billing.subscription?.renewedTo : null;
  return renewed ? includedInference(renewed.plan, renewed.seats) : null;
}

/** What no live subscription gives waits for no invoice. */
function isPeriodPaid({ subscription }: BillingState, period: BillingPeriod): boolean {
  if (!subscription || !isLive(subscription)) return true;
  return subscription.isPeriodPaid && subscription.periodStart >= period.start;
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
  const quote = await findAcceptedUpgrade(tx, workspaceId, {
    to: target,
    after: period.start,
    unpaidSince: new Date(now.getTime() - PAYABLE_MS),
  });
  return quote?.prorationAt ?? now;
}
