import type { Context } from "#lib/context.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { StoredPlanChange } from "#lib/data/plan-changes.ts";
import { noteOutcome, type StoredQuote } from "#lib/data/quotes.ts";
import { type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { quantityOf } from "#lib/domain/plans/plan-seats.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import { type ChangeOutcome, commitChange } from "#lib/stripe/commit-change.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import type { BilledSubscription } from "#lib/stripe/read-billing.ts";
import type { AcceptedQuote } from "./accepted-quote.ts";
import { alignPendingChange } from "./align-pending-change.ts";
import type { ClaimedQuote } from "./claim-quote.ts";
import { paidPlan } from "./paid-plan.ts";
import { refreshBilling } from "./refresh-billing.ts";
import { syncBilling } from "./sync-billing.ts";

type Upgrade = ClaimedQuote & { readonly customerId: string; readonly subscription: BilledSubscription };

/**
 * Charges an upgrade and brings the workspace to it; when it is not paid at once, everything is as it was, a change that
 * waits for the next period too, because it may never be. Stripe cannot change a subscription that has a schedule, so that is released first.
 */
export async function commitUpgrade(stripe: StripeConnection, ctx: Context, upgrade: Upgrade): Promise<AcceptedQuote> {
  const { now } = ctx;
  const { quote, pendingBefore, customerId, subscription } = upgrade;
  if (!quote.prorationAt) throw new Error("An upgrade of a subscription has an instant");
  await alignPendingChange(stripe, subscription, { pending: null, now });
  const result = await commitChange(stripe, {
    customerId,
    subscriptionId: subscription.id,
    itemId: subscription.itemId,
    plan: paidPlan(quote.to.plan),
    quantity: quantityOf(quote.to),
    prorationAt: quote.prorationAt,
    idempotencyKey: `quote:${quote.quoteId}`,
  });
  if (result.outcome === "paid") {
    if (result.chargedNanos !== quote.dueTodayNanos) logDifference(ctx, quote, result.chargedNanos);
    await bringPaid(ctx, { stripe, quote, customerId });
    return { outcome: "changed" };
  }
  await restorePending(ctx, { stripe, customerId, pending: pendingBefore });
  await noteUnpaid(ctx, quote, result.outcome);
  return { outcome: result.outcome, message: messageOf(result), invoiceUrl: result.invoiceUrl };
}

/** Between the last look at the price and the charge, something else may have come onto the invoice. */
function logDifference({ requestId, workspaceId }: Context, quote: StoredQuote, chargedNanos: Nanos | null): void {
  const charged = chargedNanos === null ? "an amount that Stripe did not tell" : toExactDollars(chargedNanos);
  const error = new Error(`Quoted ${toExactDollars(quote.dueTodayNanos)}, charged ${charged}`);
  log.error("plan_change.charge_differs", error, { requestId, workspaceId, quoteId: quote.quoteId });
}

/**
 * No other change may begin before this one is in the workspace, so its outcome is noted last. What is paid stays paid:
 * where Stripe cannot be asked now, its webhook or the poller brings the plan.
 */
async function bringPaid(
  ctx: Context,
  { stripe, quote, customerId }: { stripe: StripeConnection; quote: StoredQuote; customerId: string },
): Promise<void> {
  try {
    await syncBilling({ ...ctx, stripe }, customerId);
    await noteOutcome(ctx.db, ctx.workspaceId, quote.quoteId, { outcome: "changed" });
  } catch (error) {
    log.error("plan_change.sync_failed", errorChain(error), { requestId: ctx.requestId });
  }
}

/** Where Stripe takes no schedule while an unpaid change lingers there, the daily comparison makes it later. */
async function restorePending(
  ctx: Context,
  { stripe, customerId, pending }: { stripe: StripeConnection; customerId: string; pending: StoredPlanChange | null },
): Promise<void> {
  const { db, now, requestId } = ctx;
  try {
    const { subscription } = await refreshBilling(db, stripe, { customerId, now, requestId });
    if (!subscription || !pending) return;
    await alignPendingChange(stripe, subscription, { pending, now });
    await syncBilling({ db, stripe, now, requestId }, customerId);
  } catch (error) {
    log.error("plan_change.restore_failed", errorChain(error), { requestId });
  }
}

async function noteUnpaid(ctx: Context, quote: StoredQuote, outcome: "declined" | "requires_action"): Promise<void> {
  const { db, workspaceId } = ctx;
  await db.$transaction(async (tx) => {
    await noteOutcome(tx, workspaceId, quote.quoteId, { outcome });
    await insertAuditEntry(tx, {
      workspaceId,
      action: "plan_change.declined",
      actor: ctx.actor,
      targetType: "workspace",
      targetId: workspaceId,
      before: { ...quote.from },
      after: { ...quote.from, quoteId: quote.quoteId, reason: outcome },
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
    });
  });
}

function messageOf(result: Exclude<ChangeOutcome, { outcome: "paid" }>): string {
  if (result.outcome === "requires_action") {
    return "Your bank asks you to confirm this payment. Nothing has changed yet: confirm it on Stripe's page, and the change takes effect at once.";
  }
  const said = result.message ? `Your bank declined the payment: ${result.message}` : "Your bank declined the payment.";
  return `${said} Nothing has changed and nothing was charged. Use another card, then ask for a new quote.`;
}
