import type { StripeConnection } from "./connection.ts";

/** Ends a subscription at once and credits what is left of its period to the customer's next invoice. */
export async function cancelSubscription({ client }: StripeConnection, subscriptionId: string): Promise<void> {
  const { status } = await client.subscriptions.retrieve(subscriptionId);
  if (status === "canceled" || status === "incomplete_expired") return;
  await client.subscriptions.cancel(subscriptionId, { prorate: true, invoice_now: true });
}
