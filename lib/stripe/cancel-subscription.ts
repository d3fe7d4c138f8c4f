import type { StripeConnection } from "./connection.ts";
import { withdrawUnpaid } from "./withdraw-unpaid.ts";

/**
 * Ends a subscription at once. Where its present period is paid, what is left of it is credited to the customer's next
 * invoice. Where it is not, nothing is credited, and what asks for the period is withdrawn as far as that can be. An
 * invoice that is paid in part counts as unpaid and stays due: Stripe voids it no more, and would credit by the price and
 * not by what was paid. What is to be taken back of it is for the operator's credit note.
 *
 * The subscription ends last: whatever fails before, the same call again goes on from there.
 */
export async function cancelSubscription(
  connection: StripeConnection,
  { subscriptionId, now }: { subscriptionId: string; now: Date },
): Promise<void> {
  const { client } = connection;
  const subscription = await client.subscriptions.retrieve(subscriptionId);
  if (subscription.status === "canceled" || subscription.status === "incomplete_expired") return;
  const { isPaid, dueInvoiceId } = await withdrawUnpaid(connection, subscription, now);
  await client.subscriptions.cancel(subscriptionId, { prorate: isPaid, invoice_now: isPaid });
  // With a subscription, Stripe stops collecting its invoices.
  if (dueInvoiceId !== null) await client.invoices.update(dueInvoiceId, { auto_advance: true });
}
