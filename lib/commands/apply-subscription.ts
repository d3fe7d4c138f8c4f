import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { type BillingAccount, findBillingAccount, upsertBillingAccount } from "#lib/data/billing-accounts.ts";
import type { Db } from "#lib/data/client.ts";
import { readKeptContract } from "#lib/data/contracts.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { findPlanChange, replacePlanChange, type StoredPlanChange } from "#lib/data/plan-changes.ts";
import { noteGivenCard } from "#lib/data/plan-invoices.ts";
import { findAcceptedUpgrade } from "#lib/data/quotes.ts";
import { readWorkspacePlan, setWorkspacePlan, type WorkspacePlan } from "#lib/data/workspace-plans.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import { contractPhase } from "#lib/domain/contract-end.ts";
import { includedInference } from "#lib/domain/included-inference.ts";
import { sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { isSame, type PlanSeats, planSeatsName } from "#lib/domain/plans/plan-seats.ts";
import { isLive, overdueDebts, pastDueSince, plannedByPayment } from "#lib/domain/plans/planned-by-payment.ts";
import type { BillingState } from "#lib/stripe/read-billing.ts";
import { enforcePlan } from "./enforce-plan.ts";
import { grantIncluded, isFullyGranted, openingMonthly } from "./grant-included.ts";
import { keepPlanInvoices } from "./keep-plan-invoices.ts";
import { tellPayment } from "./tell-payment.ts";

export type BillingToApply = {
  readonly workspaceId: string;
  /** What `readBilling` said. Read it below the customer's lock: a state that is older than the one applied undoes it. */
  readonly billing: BillingState;
  readonly now: Date;
  /** Of the request that led here; null for jobs and webhooks. */
  readonly requestId: string | null;
  /** The invoice whose paying card became the one that later payments are made with. */
  readonly givenByInvoiceId?: string | null;
  /** Deleted at Stripe: what was owed is not paid, but gone. */
  readonly isCustomerGone?: boolean;
};

const SYSTEM = { type: "system", job: "billing" } as const;

/**
 * Brings a workspace to the state that its payments have at Stripe: plan, seats, included inference, the pending change
 * and what the plan no longer allows. It takes the locks of the workspace and of its money, in this order, and queues
 * `payment.failed`, `payment.recovered`, `plan.changed` and what `keepPlanInvoices` tells. Applying the same again changes nothing.
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
    hasContractEnded: before.plan === "enterprise" && (await isContractOver(tx, workspaceId, now)),
  });
  const next = nextAccount(account, input);
  const hasChanged = !isSame(before, target);
  const change = { before, target, account, next };
  await bringIncluded(tx, change, input);
  if (hasChanged) await changePlan(tx, change, input);
  await settlePlanChange(tx, target, input);
  await keepPlanInvoices(tx, { workspaceId, invoices: billing.invoices, readBefore: account?.syncedAt ?? null, now });
  if (input.givenByInvoiceId) await noteGivenCard(tx, workspaceId, input.givenByInvoiceId);
  if (!input.isCustomerGone) await tellPayment(tx, { workspaceId, before: account, after: next, now });
  return hasChanged;
}

async function isContractOver(tx: Db, workspaceId: string, now: Date): Promise<boolean> {
  const contract = await readKeptContract(tx, workspaceId);
  return contractPhase(contract?.endsAt ?? null, now) === "over";
}

/** Stripe's state as it is kept; what was granted is changed by `grantIncluded` alone. */
function nextAccount(before: BillingAccount | null, { billing, now }: BillingToApply): BillingAccount {
  const { subscription, card } = billing;
  const debts = billing.invoices.filter(({ isDebt }) => isDebt);
  const overdue = overdueDebts({ subscription, debts, now });
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
    pastDueSince: pastDueSince({ subscription, debts, noted: before?.pastDueSince ?? null, now }),
    openInvoiceUrl: overdue[0]?.url ?? null,
    openInvoiceNanos: overdue.length > 0 ? sumNanos(overdue.map(({ remainingNanos }) => remainingNanos)) : null,
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

/** Plan and seats as they are paid for, with the included inference that they bring to this period and to the next. */
async function bringIncluded(tx: Db, { before, target, account, next }: Change, input: BillingToApply): Promise<void> {
  const { workspaceId, now, billing } = input;
  const hasChanged = !isSame(before, target);
  if (target.plan === "enterprise" || (!hasChanged && !isLive(billing.subscription))) {
    return upsertBillingAccount(tx, workspaceId, next);
  }
  const toMonthlyNanos = includedInference(target.plan, target.seats);
  const change = { workspaceId, before, target, toMonthlyNanos, account, billing, now };
  const includedInferenceNanos = openingMonthly(change);
  const isSettled = !hasChanged && includedInferenceNanos === before.includedInferenceNanos && isFullyGranted(change);
  if (isSettled) return upsertBillingAccount(tx, workspaceId, next);
  const granted = await grantIncluded(tx, change);
  await upsertBillingAccount(tx, workspaceId, { ...next, ...granted });
  await setWorkspacePlan(tx, workspaceId, { ...target, includedInferenceNanos });
}

async function changePlan(tx: Db, { before, target }: Change, input: BillingToApply): Promise<void> {
  const { workspaceId, now, requestId } = input;
  const entry = { workspaceId, actor: SYSTEM, ip: null, requestId, at: now };
  await insertAuditEntry(tx, {
    ...entry,
    action: "plan.changed",
    targetType: "workspace",
    targetId: workspaceId,
    before: audited(before),
    after: audited(target),
  });
  await enforcePlan(tx, target, entry);
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `plan_changed/${now.toISOString()}/${target.plan}/${target.seats}`,
    topic: "plan.changed",
    payload: { from: planSeatsName(before), to: planSeatsName(target), at: now.toISOString() },
    createdAt: now,
  });
}

function audited({ plan, seats }: PlanSeats) {
  return { plan, seats, includedInferencePerMonth: toExactDollars(includedInference(plan, seats)) };
}

/** The pending change is over once it has happened, something later replaced it, or nothing is left to change. */
async function settlePlanChange(tx: Db, target: PlanSeats, input: BillingToApply): Promise<void> {
  const { workspaceId, billing, requestId, now } = input;
  const pending = await findPlanChange(tx, workspaceId);
  if (!pending) return;
  const reason = await whyOver(tx, { pending, target, workspaceId, isEnded: !isLive(billing.subscription) });
  if (!reason) return;
  await replacePlanChange(tx, workspaceId, null);
  const { toPlan, toSeats, effectiveAt, quoteId } = pending;
  await insertAuditEntry(tx, {
    workspaceId,
    action: "plan_change.ended",
    actor: SYSTEM,
    targetType: "workspace",
    targetId: workspaceId,
    before: { plan: toPlan, seats: toSeats, effectiveAt: effectiveAt.toISOString(), quoteId },
    after: { ...target, reason },
    ip: null,
    requestId,
    at: now,
  });
}

type Waiting = { pending: StoredPlanChange; target: PlanSeats; workspaceId: string; isEnded: boolean };

async function whyOver(tx: Db, { pending, target, workspaceId, isEnded }: Waiting) {
  const { toPlan, toSeats, requestedAt: after } = pending;
  if (isSame(target, { plan: toPlan, seats: toSeats })) return "in_effect";
  // One that is paid later leaves what waits: Stripe has it scheduled again.
  if (await findAcceptedUpgrade(tx, workspaceId, { to: target, after, unpaidSince: null })) return "replaced";
  return isEnded ? "subscription_ended" : null;
}
