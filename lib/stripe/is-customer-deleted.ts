import type { StripeConnection } from "./connection.ts";

/** Whether a customer was deleted at Stripe, with its subscriptions and cards. @throws for one that never was there */
export async function isCustomerDeleted({ client }: StripeConnection, customerId: string): Promise<boolean> {
  const customer = await client.customers.retrieve(customerId);
  return customer.deleted === true;
}
