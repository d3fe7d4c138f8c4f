import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { succeed } from "./attempt-payment.ts";
import { settled } from "./settled.ts";

type PaymentIntent = Wire<Stripe.PaymentIntent>;

/** Ends the authentication of a payment: the payer proved who they are and it is paid, or they did not. */
export function authenticatePayment(account: Account, intentId: string, hasProven: boolean): PaymentIntent {
  const intent = find(account.tables.paymentIntents, "payment_intent", intentId, "intent");
  const method = account.tables.paymentMethods.get(intent.payment_method ?? "");
  if (intent.status !== "requires_action" || method === undefined) {
    throw invalidRequest(`${intentId} waits for no authentication: its status is ${intent.status}.`);
  }
  intent.next_action = null;
  if (hasProven) {
    succeed(account, intent, method);
  } else {
    intent.status = "requires_payment_method";
    intent.payment_method = null;
    intent.last_payment_error = {
      type: "invalid_request_error",
      code: "payment_intent_authentication_failure",
      message: "The provided PaymentMethod has failed authentication. Use another payment method and try again.",
      payment_method: structuredClone(method),
    };
    emit(account, "payment_intent.payment_failed", intent);
  }
  settled(account, intent);
  return intent;
}
