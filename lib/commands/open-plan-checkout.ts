import type { Context } from "#lib/context.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { findLatestCheckout, listUnresolvedQuotes, noteOutcome, type StoredQuote } from "#lib/data/quotes.ts";
import { findCustomerWorkspaceId } from "#lib/data/stripe-customers.ts";
import { AppError } from "#lib/domain/errors.ts";
import { quantityOf } from "#lib/domain/plans/plan-seats.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { type CheckoutPage, createPlanCheckout } from "#lib/stripe/create-plan-checkout.ts";
import { expireCheckout } from "#lib/stripe/expire-checkout.ts";
import { readCheckout } from "#lib/stripe/read-checkout.ts";
import type { AcceptedQuote } from "./accepted-quote.ts";
import { billingUrls } from "./billing-urls.ts";
import { openCustomer } from "./open-customer.ts";
import { paidPlan } from "./paid-plan.ts";

/** How long a page is open, from the quote on. */
const PAGE_MS = 3_600_000;

/**
 * Opens Stripe's page for a workspace that has no subscription. Earlier pages are closed first, so that there is at most
 * one on which it can be bought, and never a second subscription.
 * @throws AppError conflict when it was bought on an earlier page meanwhile
 */
export async function openPlanCheckout(
  stripe: StripeConnection,
  ctx: Context,
  quote: StoredQuote,
): Promise<AcceptedQuote> {
  await closeEarlierPages(ctx, stripe, quote);
  const { sessionId, url } = await createPage(ctx, stripe, quote);
  await ctx.db.$transaction(async (tx) => {
    await noteOutcome(tx, ctx.workspaceId, quote.quoteId, { outcome: "checkout", checkoutSessionId: sessionId });
    await insertAuditEntry(tx, {
      workspaceId: ctx.workspaceId,
      action: "plan_change.checkout_opened",
      actor: ctx.actor,
      targetType: "workspace",
      targetId: ctx.workspaceId,
      before: { ...quote.from },
      after: { ...quote.from, quoteId: quote.quoteId },
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
    });
  });
  return { outcome: "checkout", url };
}

/** The same quote gives the same page, because all that is sent follows from it. */
async function createPage(ctx: Context, stripe: StripeConnection, quote: StoredQuote): Promise<CheckoutPage> {
  return createPlanCheckout(stripe, {
    customerId: await openCustomer(ctx, stripe),
    workspaceId: ctx.workspaceId,
    plan: paidPlan(quote.to.plan),
    quantity: quantityOf(quote.to),
    anchorAt: quote.renewsAt,
    ...(await billingUrls(ctx, "plan")),
    // Bought later, its first whole period would have begun in the past.
    expiresAt: earliest(new Date(quote.createdAt.getTime() + PAGE_MS), quote.renewsAt),
    metadata: { quoteId: quote.quoteId },
    idempotencyKey: `quote:${quote.quoteId}`,
  });
}

async function closeEarlierPages(ctx: Context, stripe: StripeConnection, quote: StoredQuote): Promise<void> {
  const { db, workspaceId, now } = ctx;
  const since = new Date(now.getTime() - PAGE_MS);
  const latest = await findLatestCheckout(db, workspaceId, since);
  if (latest?.checkoutSessionId) await closePage(ctx, stripe, latest.checkoutSessionId);
  const abandoned = (await listUnresolvedQuotes(db, workspaceId, since)).filter(
    ({ quoteId, isImmediate }) => isImmediate && quoteId !== quote.quoteId,
  );
  for (const other of abandoned) {
    const sessionId = await findAbandonedPage(ctx, stripe, other);
    if (!sessionId) continue;
    await closePage(ctx, stripe, sessionId);
    await noteOutcome(db, workspaceId, other.quoteId, { outcome: "checkout", checkoutSessionId: sessionId });
  }
}

/**
 * The page of an acceptance that ended before it was noted: asking for it again gives the same one. Where that is refused
 * there is most likely none; a subscription that is bought twice all the same is ended and refunded by the sync.
 */
async function findAbandonedPage(ctx: Context, stripe: StripeConnection, quote: StoredQuote): Promise<string | null> {
  try {
    return (await createPage(ctx, stripe, quote)).sessionId;
  } catch (error) {
    log.error("plan_checkout.abandoned_page_unknown", errorChain(error), { requestId: ctx.requestId });
    return null;
  }
}

function earliest(one: Date, other: Date): Date {
  return one < other ? one : other;
}

async function closePage({ db }: Context, stripe: StripeConnection, sessionId: string): Promise<void> {
  await expireCheckout(stripe, sessionId);
  const page = await readCheckout(stripe, sessionId);
  // What was bought for a customer that is deleted since has ended with it.
  if (page?.state === "complete" && page.customerId && (await findCustomerWorkspaceId(db, page.customerId))) {
    throw new AppError(
      "conflict",
      "A plan was bought on an earlier page just now. Reload this page in a moment to see it. Nothing more was charged.",
    );
  }
}
