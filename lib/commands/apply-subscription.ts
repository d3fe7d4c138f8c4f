import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { type BillingAccount, findBillingAccount, upsertBillingAccount } from "#lib/data/billing-accounts.ts";
import type { Db } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { findPlanChange, replacePlanChange } from "#lib/data/plan-changes.ts";
import { findAcceptedUpgrade } from "#lib/data/quotes.ts";
import { readWorkspacePlan, setWorkspacePlan, type WorkspacePlan } from "#lib/data/workspace-plans.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import { includedInference } from "#lib/domain/included-inference.ts";
import { type ExactDollars, toExactDollars } from "#lib/domain/money.ts";
import { isSame, type PlanSeats, planSeatsName } from "#lib/domain/plans/plan-seats.ts";
import { isLive, pastDueSince, plannedByPayment } from "#lib/domain/plans/planned-by-payment.ts";
import type { BillingState } from "#lib/stripe/read-billing.ts";
import { enforcePlan } from "./enforce-plan.ts";
import { grantIncluded } from "./grant-included.ts";

export type BillingToApply = {
  readonly workspaceId: string;
  /** What `readBilling` said. Read it below the customer's lock: a state that is older than the one applied undoes it. */
  readonly billing: BillingState;
  readonly now: Date;
  /** Of the request that led here; null for jobs and webhooks. */
  readonly requestId: string | null;
};

const SYSTEM = { type: "system", job: "billing" } as const;

/**
 * Brings a workspace to the state that its payments have at Stripe: plan, seats, included inference, the pending change
 * and what the plan no longer allows. It takes the locks of the workspace and of its money, in this order, and queues
 * `payment.failed`, `payment.recovered` and `plan.changed`. Applying the same again changes nothing.
 * @returns whether the plan or seats changed
 */
export async function applySubscription(tx: Db, input: BillingToApply): Promise<boolean> {
  const { workspaceId, billing, now } = input;
  await lockWorkspace(tx, workspaceId);
  const before = await readWorkspacePlan(tx, workspaceId);
  const account = await findBillingAccount(tx, workspaceId);
  const target = plannedByPayment({
    current: before,
    subscription: billing.subscription,
    wasPaid: account?.paidPlan != null,
  });
  const next = nextAccount(account, input);
  const hasChanged = !isSame(before, target);
  if (hasChanged) await changePlan(tx, { before, target, account, next }, input);
  else await upsertBillingAccount(tx, workspaceId, next);
  await settlePlanChange(tx, target, input);
  await tellPayment(tx, account?.pastDueSince ?? null, next, { workspaceId, now });
  return hasChanged;
}

/** Stripe's state as it is kept; what was granted is changed by `grantIncluded` alone. */
function nextAccount(before: BillingAccount | null, { billing, now }: BillingToApply): BillingAccount {
  const { subscription, card, openInvoice } = billing;
  const live = subscription && isLive(subscription) ? subscription : null;
  return {
    stripeSubscriptionId: subscription?.id ?? null,
    subscriptionStatus: subscription?.status ?? null,
    paidPlan: live?.plan ?? null,
    paidSeats: live?.seats ?? 0,
    currentPeriodStart: live?.periodStart ?? null,
    currentPeriodEnd: live?.periodEnd ?? null,
    isCancelling: live?.isCancelling ?? false,
    stripeScheduleId: live?.scheduleId ?? null,
    pastDueSince: pastDueSince({ subscription, openInvoice, noted: before?.pastDueSince ?? null, now }),
    openInvoiceUrl: openInvoice?.url ?? null,
    openInvoiceNanos: openInvoice?.amountNanos ?? null,
    cardBrand: card?.brand ?? null,
    cardLast4: card?.last4 ?? null,
    cardExpiresMonth: card?.expiresMonth ?? null,
    cardExpiresYear: card?.expiresYear ?? null,
    grantedPeriodKey: before?.grantedPeriodKey ?? null,
    grantedMonthlyNanos: before?.grantedMonthlyNanos ?? 0n,
    syncedAt: now,
  };
}

type Change = {
  before: WorkspacePlan;
  target: PlanSeats;
  account: BillingAccount | null;
  next: BillingAccount;
};

async function changePlan(tx: Db, { before, target, account, next }: Change, input: BillingToApply): Promise<void> {
  const { workspaceId, now, requestId, billing } = input;
  const toMonthlyNanos = includedInference(target.plan, target.seats);
  const granted = await grantIncluded(tx, { workspaceId, before, target, toMonthlyNanos, account, billing, now });
  await upsertBillingAccount(tx, workspaceId, { ...next, ...granted });
  await setWorkspacePlan(tx, workspaceId, { ...target, includedInferenceNanos: toMonthlyNanos });
  const entry = { workspaceId, actor: SYSTEM, ip: null, requestId, at: now };
  await insertAuditEntry(tx, {
    ...entry,
    action: "plan.changed",
    targetType: "workspace",
    targetId: workspaceId,
    before: audited(before, toExactDollars(before.includedInferenceNanos)),
    after: audited(target, toExactDollars(toMonthlyNanos)),
  });
  await enforcePlan(tx, target, entry);
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `plan_changed/${now.toISOString()}/${target.plan}/${target.seats}`,
    topic: "plan.changed",
    payload: { from: planSeatsName(before), to: planSeatsName(target), at: now.toISOString() },
    createdAt: now,
  });
}

function audited({ plan, seats }: PlanSeats, includedInferencePerMonth: ExactDollars) {
  return { plan, seats, includedInferencePerMonth };
}

/** The pending change is over once it has happened, something later replaced it, or nothing is left to change. */
async function settlePlanChange(tx: Db, target: PlanSeats, { workspaceId, billing }: BillingToApply): Promise<void> {
  const pending = await findPlanChange(tx, workspaceId);
  if (!pending) return;
  const hasHappened = isSame(target, { plan: pending.toPlan, seats: pending.toSeats });
  const replacedBy = await findAcceptedUpgrade(tx, workspaceId, { to: target, after: pending.requestedAt });
  if (hasHappened || replacedBy || !isLive(billing.subscription)) await replacePlanChange(tx, workspaceId, null);
}

async function tellPayment(
  tx: Db,
  wasPastDueSince: Date | null,
  { pastDueSince: since, paidPlan, openInvoiceNanos, openInvoiceUrl }: BillingAccount,
  { workspaceId, now }: { workspaceId: string; now: Date },
): Promise<void> {
  if (since && !wasPastDueSince) {
    await insertOutboxMessage(tx, workspaceId, {
      messageKey: `payment_failed/${since.toISOString()}`,
      topic: "payment.failed",
      payload: {
        since: since.toISOString(),
        amount: openInvoiceNanos === null ? null : toExactDollars(openInvoiceNanos),
        payUrl: openInvoiceUrl,
      },
      createdAt: now,
    });
  }
  // Where the plan has ended instead, `plan.changed` says so.
  if (!since && wasPastDueSince && paidPlan !== null) {
    await insertOutboxMessage(tx, workspaceId, {
      messageKey: `payment_recovered/${wasPastDueSince.toISOString()}`,
      topic: "payment.recovered",
      payload: { since: wasPastDueSince.toISOString(), at: now.toISOString() },
      createdAt: now,
    });
  }
}
