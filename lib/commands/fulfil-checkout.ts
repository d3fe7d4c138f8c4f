import { type Context, requirePermission } from "#lib/context.ts";
import { findBillingAccount } from "#lib/data/billing-accounts.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import type { StoredTopUp } from "#lib/data/top-ups.ts";
import { planTerms } from "#lib/domain/catalog/plans.ts";
import type { CheckoutPurpose } from "#lib/domain/checkout-address.ts";
import { AppError } from "#lib/domain/errors.ts";
import { type ExactDollars, toExactDollars } from "#lib/domain/money.ts";
import { type CheckoutState, readCheckout } from "#lib/stripe/read-checkout.ts";
import { requireStripe } from "./require-stripe.ts";
import { settleCheckout } from "./settle-checkout.ts";

/** What became of a visit to one of Stripe's pages. */
export type FulfilledCheckout =
  | { state: "processing"; purpose: CheckoutPurpose }
  /** A bank debit was ordered and takes days to arrive. */
  | { state: "awaiting_bank"; purpose: CheckoutPurpose }
  | { state: "failed"; purpose: CheckoutPurpose; message: string }
  | { state: "done"; purpose: "plan"; planName: string }
  | { state: "done"; purpose: "credits"; amount: ExactDollars; receiptUrl: string | null }
  | { state: "done"; purpose: "card" };

const PURPOSES = { payment: "credits", subscription: "plan", setup: "card" } as const;

/** Does what follows from a page that the buyer comes back from, unless an event of Stripe has done it. Ask until it holds. */
export async function fulfilCheckout(ctx: Context, input: { checkoutId: string }): Promise<FulfilledCheckout> {
  requirePermission(ctx, "billing:read");
  const stripe = requireStripe(ctx);
  const { db, workspaceId, now, requestId } = ctx;
  const [customerId, asked] = await Promise.all([
    findStripeCustomerId(db, workspaceId),
    readCheckout(stripe, input.checkoutId),
  ]);
  if (!asked || asked.customerId !== customerId) {
    throw new AppError("not_found", "This workspace has made no such payment.");
  }
  const settled = await settleCheckout({ db, stripe, now, requestId }, { sessionId: asked.sessionId, eventId: null });
  const { checkout, topUp } = settled ?? { checkout: asked, topUp: null };
  if (topUp) return creditsOutcome(topUp);
  const purpose = PURPOSES[checkout.mode];
  if (checkout.state === "expired") {
    return { state: "failed", purpose, message: "The page has expired before it was paid. Begin again from billing." };
  }
  return purpose === "plan" ? planOutcome(ctx, checkout) : cardOutcome(checkout);
}

function creditsOutcome({ state, amountNanos, receiptUrl, failure }: StoredTopUp): FulfilledCheckout {
  const purpose = "credits";
  switch (state) {
    case "paid":
      return { state: "done", purpose, amount: toExactDollars(amountNanos), receiptUrl };
    case "processing":
      return { state: "awaiting_bank", purpose };
    case "failed":
      return { state: "failed", purpose, message: failure ?? "The payment was not made. No credits were added." };
    case "expired":
      return { state: "failed", purpose, message: "The page has expired before it was paid. Nothing was charged." };
    default:
      return { state: "processing", purpose };
  }
}

async function planOutcome({ db, workspaceId }: Context, { state }: CheckoutState): Promise<FulfilledCheckout> {
  const account = state === "complete" ? await findBillingAccount(db, workspaceId) : null;
  if (!account?.paidPlan) return { state: "processing", purpose: "plan" };
  return { state: "done", purpose: "plan", planName: planTerms(account.paidPlan).name };
}

function cardOutcome({ state }: CheckoutState): FulfilledCheckout {
  return state === "complete" ? { state: "done", purpose: "card" } : { state: "processing", purpose: "card" };
}
