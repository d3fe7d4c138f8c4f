import { type Context, requirePermission } from "#lib/context.ts";
import { findQuote, noteOutcome } from "#lib/data/quotes.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { AppError } from "#lib/domain/errors.ts";
import { STALE_QUOTE } from "#lib/domain/plans/decide-quote-acceptance.ts";
import { isSame } from "#lib/domain/plans/plan-seats.ts";
import { isLive, plannedByPayment } from "#lib/domain/plans/planned-by-payment.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { readBilling } from "#lib/stripe/read-billing.ts";
import type { AcceptedQuote } from "./accepted-quote.ts";
import { alignPendingChange } from "./align-pending-change.ts";
import { type ClaimedQuote, claimQuote, unclaimQuote } from "./claim-quote.ts";
import { commitUpgrade } from "./commit-upgrade.ts";
import { openPlanCheckout } from "./open-plan-checkout.ts";
import { refuseOverdue } from "./refuse-overdue.ts";
import { requireQuotedPrice } from "./require-quoted-price.ts";
import { requireStripe } from "./require-stripe.ts";
import { syncBilling } from "./sync-billing.ts";

/**
 * Does what a quote says, for the price that it says. Upgrades are charged and take effect at once or not at all;
 * everything else is scheduled for the next period; from Starter, it leads to Stripe's page. After an error that leaves it
 * open whether Stripe has acted, accepting the same quote again never charges twice.
 * @throws AppError conflict for a quote that is expired, stale or accepted before
 */
export async function acceptQuote(ctx: Context, input: { quoteId: string }): Promise<AcceptedQuote> {
  requirePermission(ctx, "plan:change", { evenOverdue: true });
  requirePermission(ctx, "seats:change", { evenOverdue: true });
  const stripe = requireStripe(ctx);
  if (!(await findQuote(ctx.db, ctx.workspaceId, input.quoteId))) {
    throw new AppError("not_found", "This quote does not exist in this workspace. Ask for a new one.");
  }
  const known = await findStripeCustomerId(ctx.db, ctx.workspaceId);
  if (known) await syncBilling({ ...ctx, stripe }, known);
  // One that was deleted at Stripe is retired by now.
  const customerId = await findStripeCustomerId(ctx.db, ctx.workspaceId);
  const claimed = await claimQuote(input.quoteId, ctx);
  try {
    return await carryOut(ctx, stripe, { claimed, customerId });
  } catch (error) {
    await unclaimQuote(claimed, ctx, error);
    throw error;
  }
}

/** Only now is nobody else changing this subscription, so what is read is what is changed. */
async function carryOut(
  ctx: Context,
  stripe: StripeConnection,
  { claimed, customerId }: { claimed: ClaimedQuote; customerId: string | null },
): Promise<AcceptedQuote> {
  const { quote } = claimed;
  const billing = customerId ? await readBilling(stripe, customerId) : null;
  const subscription = billing?.subscription && isLive(billing.subscription) ? billing.subscription : null;
  if (!subscription || !customerId) {
    if (!quote.isImmediate) throw new AppError("conflict", STALE_QUOTE);
    if (billing) refuseOverdue(billing, ctx.now);
    await requireQuotedPrice(stripe, ctx, { quote, customerId, subscription: null });
    return openPlanCheckout(stripe, ctx, quote);
  }
  const paid = plannedByPayment({ current: quote.from, subscription, wasPaid: true });
  if (!isSame(paid, quote.from)) throw new AppError("conflict", STALE_QUOTE);
  if (quote.isImmediate) {
    refuseOverdue({ subscription, invoices: billing?.invoices ?? [] }, ctx.now);
    await requireQuotedPrice(stripe, ctx, { quote, customerId, subscription });
    return commitUpgrade(stripe, ctx, { ...claimed, customerId, subscription });
  }
  const pending = { toPlan: quote.to.plan, toSeats: quote.to.seats, quoteId: quote.quoteId };
  await alignPendingChange(stripe, subscription, { pending, now: ctx.now });
  await syncBilling({ ...ctx, stripe }, customerId);
  await noteOutcome(ctx.db, ctx.workspaceId, quote.quoteId, { outcome: "scheduled" });
  return { outcome: "scheduled", effectiveAt: quote.effectiveAt };
}
