import type { ActionResult } from "#lib/domain/action-result.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { ExactDollars } from "#lib/domain/money.ts";

/** Asks for a quote; `seats` is null on plans that are not priced per seat. */
export type QuoteChangeAction = (input: {
  plan: PlanId;
  seats: number | null;
}) => Promise<ActionResult<{ quoteId: string }>>;

export type AcceptedQuote =
  /** Paid, or nothing was to be paid, and in effect. */
  | { outcome: "changed" }
  /** It waits for the next period. */
  | { outcome: "scheduled" }
  /** The payment is made on Stripe's page. */
  | { outcome: "checkout"; url: string }
  /** Nothing is changed: the bank refused, or asks the buyer to confirm on a page of Stripe's first. */
  | { outcome: "declined" | "requires_action"; message: string; invoiceUrl: string | null };

export type AcceptQuoteAction = (input: { quoteId: string }) => Promise<ActionResult<AcceptedQuote>>;

export type UndoPlanChangeAction = () => Promise<ActionResult<null>>;

/** Leads to one of Stripe's pages. */
export type PaymentPage = { url: string };

/** `amount` in dollars, as typed. */
export type BuyCreditsAction = (input: { amount: string }) => Promise<ActionResult<PaymentPage>>;

export type ChangeCardAction = () => Promise<ActionResult<PaymentPage>>;

/** Amounts in dollars, as typed. */
export type AutoTopUpInput = { isEnabled: boolean; threshold: string; amount: string; monthlyMax: string };

export type SetAutoTopUpAction = (input: AutoTopUpInput) => Promise<ActionResult<null>>;

export type CheckoutPurpose = "plan" | "credits" | "card";

/** What became of a visit to Stripe's page. */
export type CheckoutOutcome =
  | { state: "processing"; purpose: CheckoutPurpose }
  /** A bank debit was ordered and takes days to arrive. */
  | { state: "awaiting_bank"; purpose: CheckoutPurpose }
  | { state: "failed"; purpose: CheckoutPurpose; message: string }
  | { state: "done"; purpose: "plan"; planName: string }
  | { state: "done"; purpose: "credits"; amount: ExactDollars; receiptUrl: string | null }
  | { state: "done"; purpose: "card" };

export type FulfilCheckoutAction = (input: { checkoutId: string }) => Promise<ActionResult<CheckoutOutcome>>;

export type BillingActions = {
  quoteChange: QuoteChangeAction;
  undoPlanChange: UndoPlanChangeAction;
  changeCard: ChangeCardAction;
};
