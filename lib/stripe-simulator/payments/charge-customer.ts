import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { attemptPayment, type ChargeResult } from "./attempt-payment.ts";
import { checkAllowed, checkUsable } from "./check-usable.ts";
import { createIntent } from "./create-intent.ts";
import { methodOf } from "./create-payment-method.ts";

export type { ChargeResult } from "./attempt-payment.ts";

export type ChargeRequest = {
  customer: string | null;
  /** In the currency's smallest unit, 50 at least. */
  amount: number;
  currency: string;
  /** Id of a payment method (a magic one too); null leaves the intent at `requires_payment_method`. */
  paymentMethod: string | null;
  isOffSession: boolean;
  /** The invoice that is paid, if one is: the intent says so in `payment_details.order_reference`. */
  invoice?: string | null;
  metadata?: Record<string, string>;
  description?: string | null;
  setupFutureUsage?: "off_session" | "on_session" | null;
  receiptEmail?: string | null;
  /** Where the payer comes back to after authenticating. */
  returnUrl?: string | null;
};

/**
 * Makes a payment intent, confirms it and emits its events (payment_intent.created, then charge.* and
 * payment_intent.*). Never throws for a decline. Bank debits stay at `processing` until the control API or time settles
 * them; then `onPaymentSettled` of every part is called, as it is after an authentication.
 */
export function chargeCustomer(account: Account, request: ChargeRequest): ChargeResult {
  const { paymentMethod, isOffSession, invoice = null, returnUrl = null, ...rest } = request;
  const method = paymentMethod === null ? null : methodOf(account, paymentMethod, "payment_method");
  if (method !== null) checkUsable(account, method, rest.customer);
  const intent = createIntent(account, { ...rest, orderReference: invoice });
  if (method === null) return { outcome: "failed", intent, charge: null, error: null };
  return attemptPayment(account, intent, method, { isOffSession, returnUrl });
}

/**
 * Confirms an intent that is not over: a first attempt or another one. 400 when it is over or has nothing to be paid
 * with. Does not call `onPaymentSettled`: the caller has the outcome.
 */
export function confirmIntent(
  account: Account,
  intentId: string,
  options: { paymentMethod: string | null; isOffSession: boolean; returnUrl?: string | null },
): ChargeResult {
  const intent = find(account.tables.paymentIntents, "payment_intent", intentId, "intent");
  if (intent.status === "succeeded" || intent.status === "canceled" || intent.status === "processing") {
    throw invalidRequest(
      `You cannot confirm this PaymentIntent because its status is ${intent.status}: it has no payment to be made.`,
      { code: "payment_intent_unexpected_state" },
    );
  }
  const id = options.paymentMethod ?? intent.payment_method;
  if (id === null) {
    throw invalidRequest(
      "You cannot confirm this PaymentIntent because it's missing a payment method. Give one and confirm again.",
      { code: "payment_intent_unexpected_state" },
    );
  }
  const method = methodOf(account, id, "payment_method");
  checkUsable(account, method, intent.customer);
  checkAllowed(intent.allowed_payment_method_types, method);
  return attemptPayment(account, intent, method, options);
}
