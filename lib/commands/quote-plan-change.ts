import { type Context, requirePermission } from "#lib/context.ts";
import { listHoldings } from "#lib/data/plan-holdings.ts";
import { insertQuote } from "#lib/data/quotes.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { AppError } from "#lib/domain/errors.ts";
import { decidePlanChange, type PlanChangeRefusal } from "#lib/domain/plans/decide-plan-change.ts";
import { isLive } from "#lib/domain/plans/planned-by-payment.ts";
import { newId } from "#lib/platform/ids.ts";
import { draftQuote } from "./draft-quote.ts";
import { refreshBilling } from "./refresh-billing.ts";
import { requireStripe } from "./require-stripe.ts";

export type QuotePlanChangeInput = {
  readonly plan: PlanId;
  /** Of plans that are priced per seat; otherwise it does not matter. */
  readonly seats: number;
};

/**
 * Makes a quote for another plan or other seats: what it costs today and from the next period on, and what else it does.
 * Nothing is changed or charged before the quote is accepted.
 */
export async function quotePlanChange(ctx: Context, input: QuotePlanChangeInput): Promise<{ quoteId: string }> {
  requirePermission(ctx, "plan:change", { evenOverdue: true });
  requirePermission(ctx, "seats:change", { evenOverdue: true });
  const stripe = requireStripe(ctx);
  const { db, workspaceId, now, requestId, actor } = ctx;
  if (actor.type !== "user") throw new AppError("forbidden", "Plans are changed by people.");
  const known = await findStripeCustomerId(db, workspaceId);
  const billing = known && (await refreshBilling(db, stripe, { customerId: known, now, requestId }));
  // One that was deleted at Stripe is retired by now.
  const customerId = await findStripeCustomerId(db, workspaceId);
  const from = await readWorkspacePlan(db, workspaceId);
  const holdings = await listHoldings(db, workspaceId);
  const members = holdings.members.filter(({ isSuspended }) => !isSuspended).length;
  const decision = decidePlanChange({ from, to: input, members });
  if (decision.kind === "refused") throw refused(decision);
  const subscription = billing && isLive(billing.subscription) ? billing.subscription : null;
  const invoices = billing ? billing.invoices : [];
  const change = { from, ...decision, customerId, subscription, invoices, holdings };
  const drafted = await draftQuote(stripe, ctx, change);
  const quoteId = newId("quote", now);
  await insertQuote(db, workspaceId, { quoteId, createdByUserId: actor.userId, createdAt: now, ...drafted });
  return { quoteId };
}

const FIELDS: Partial<Record<PlanChangeRefusal, string>> = {
  seats_unreadable: "seats",
  too_few_seats: "seats",
  too_many_seats: "seats",
  seats_below_members: "seats",
};

function refused({ reason, message }: { reason: PlanChangeRefusal; message: string }): AppError {
  const field = FIELDS[reason];
  return field
    ? new AppError("invalid_input", message, { [field]: message })
    : new AppError(reason === "by_sales" ? "plan_not_allowed" : "conflict", message);
}
