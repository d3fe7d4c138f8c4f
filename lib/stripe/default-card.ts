import type Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";

/**
 * What a customer pays with when they are not there: their default, otherwise the subscription's, otherwise the card
 * saved last. Null when there is none.
 */
export async function defaultCard(
  { client }: StripeConnection,
  customerId: string,
  ofSubscription: string | Stripe.PaymentMethod | null = null,
): Promise<Stripe.PaymentMethod | null> {
  const customer = await client.customers.retrieve(customerId, { expand: ["invoice_settings.default_payment_method"] });
  if (customer.deleted) return null;
  const chosen = customer.invoice_settings.default_payment_method ?? ofSubscription;
  if (typeof chosen === "string") return client.paymentMethods.retrieve(chosen);
  if (chosen) return chosen;
  const saved = await client.customers.listPaymentMethods(customerId, { type: "card", limit: 1 });
  return saved.data[0] ?? null;
}
