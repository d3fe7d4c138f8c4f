import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { settled } from "./settled.ts";

type PaymentIntent = Wire<Stripe.PaymentIntent>;

/** Gives up an intent that is not over. 400 when it is, or is with the bank. */
export function cancelIntent(
  account: Account,
  intentId: string,
  reason: PaymentIntent["cancellation_reason"] = null,
): PaymentIntent {
  const intent = find(account.tables.paymentIntents, "payment_intent", intentId, "intent");
  if (intent.status === "succeeded" || intent.status === "canceled" || intent.status === "processing") {
    throw invalidRequest(`You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`, {
      code: "payment_intent_unexpected_state",
    });
  }
  intent.status = "canceled";
  intent.canceled_at = timeOf(account, intent.customer);
  intent.cancellation_reason = reason;
  intent.next_action = null;
  emit(account, "payment_intent.canceled", intent);
  settled(account, intent);
  return intent;
}
