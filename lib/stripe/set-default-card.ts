import type { StripeConnection } from "./connection.ts";
import { isPayable } from "./subscription-status.ts";

/** Makes a saved card the one that subscriptions and top-ups are paid with. */
export async function setDefaultCard(
  { client }: StripeConnection,
  customerId: string,
  paymentMethodId: string,
): Promise<void> {
  await client.customers.update(customerId, { invoice_settings: { default_payment_method: paymentMethodId } });
  // A subscription bought on Stripe's page keeps the card it was bought with, which goes before the customer's.
  const subscriptions = await client.subscriptions.list({ customer: customerId, limit: 100 });
  for (const { id, status, default_payment_method: own } of subscriptions.data) {
    if (own && isPayable(status)) await client.subscriptions.update(id, { default_payment_method: paymentMethodId });
  }
}
