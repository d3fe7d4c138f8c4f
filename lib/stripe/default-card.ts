import type Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { isPayable, isUnpaidStart } from "./subscription-status.ts";

type Method = string | Stripe.PaymentMethod | null;

/**
 * The card that a customer pays with when they are not there, chosen as Stripe chooses it for a renewal: that of the live
 * subscription, otherwise the customer's default, otherwise that of a subscription given, otherwise the one saved last that
 * is not only of a first payment that failed. Bank accounts are passed over. Null when there is none.
 */
export async function defaultCard(
  { client }: StripeConnection,
  customerId: string,
  ofSubscription: Method = null,
): Promise<Stripe.PaymentMethod | null> {
  const [customer, subscriptions, saved] = await Promise.all([
    client.customers.retrieve(customerId, { expand: ["invoice_settings.default_payment_method"] }),
    client.subscriptions.list({ customer: customerId, limit: 100, expand: ["data.default_payment_method"] }),
    client.customers.listPaymentMethods(customerId, { type: "card", limit: 100 }),
  ]);
  if (customer.deleted) return null;
  // Listed the newest first; where there are more than one by mistake, the oldest is the one that stays.
  const live = subscriptions.data.filter(({ status }) => isPayable(status)).reverse();
  const chosen: readonly Method[] = [
    ...live.map(({ default_payment_method: method }) => method),
    customer.invoice_settings.default_payment_method,
    ofSubscription,
  ];
  for (const method of chosen) {
    const card = typeof method === "string" ? saved.data.find(({ id }) => id === method) : method;
    if (card?.type === "card") return card;
  }
  const failed = new Set(subscriptions.data.filter(({ status }) => isUnpaidStart(status)).map(cardIdOf));
  return saved.data.find(({ id }) => !failed.has(id)) ?? null;
}

function cardIdOf({ default_payment_method: method }: Stripe.Subscription): string | null {
  return typeof method === "string" ? method : (method?.id ?? null);
}
