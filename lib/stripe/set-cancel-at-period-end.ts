import type { StripeConnection } from "./connection.ts";

/** Lets a subscription end with its period, or go on after all. */
export async function setCancelAtPeriodEnd(
  { client }: StripeConnection,
  subscriptionId: string,
  isCancelling: boolean,
): Promise<void> {
  await client.subscriptions.update(subscriptionId, { cancel_at_period_end: isCancelling });
}
