import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { callApi } from "./call-api.ts";
import { type Session, sessionNote } from "./session-notes.ts";

type Subscription = Wire<Stripe.Subscription>;

/** The subscription that a session sells, made at the first attempt to pay: it waits, incomplete, for one that succeeds. */
export function startedSubscription(account: Account, session: Session): Subscription {
  const { attempt } = sessionNote(account, session.id);
  const kept = account.tables.subscriptions.get(attempt.subscription ?? "");
  const subscription = kept?.status === "incomplete" ? kept : startSubscription(account, session);
  attempt.subscription = subscription.id;
  subscription.default_payment_method = attempt.paymentMethod ?? null;
  return subscription;
}

function startSubscription(account: Account, session: Session): Subscription {
  const { attempt, lineItems, subscriptionData } = sessionNote(account, session.id);
  return callApi<Subscription>(account, "POST", "/v1/subscriptions", {
    ...subscriptionData,
    customer: attempt.customer,
    items: lineItems.map(({ price, quantity }) => ({ price: price?.id, quantity })),
    payment_behavior: "default_incomplete",
    payment_settings: { payment_method_types: session.payment_method_types, save_default_payment_method: "off" },
  });
}
