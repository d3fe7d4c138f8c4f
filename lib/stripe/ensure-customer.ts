import type { StripeConnection } from "./connection.ts";

export type CustomerToEnsure = { readonly workspaceId: string; readonly name: string; readonly email: string };

/**
 * Stripe's customer of a workspace, made once however often and in parallel this is asked within a day. Store its id:
 * later, Stripe has forgotten the key. @returns the id
 */
export async function ensureCustomer({ client }: StripeConnection, customer: CustomerToEnsure): Promise<string> {
  const { workspaceId, name, email } = customer;
  // What is sent under the key is the same whoever asks; name and address follow.
  const { id } = await client.customers.create(
    { metadata: { workspaceId } },
    { idempotencyKey: `cust:${workspaceId}` },
  );
  await client.customers.update(id, { name, email });
  return id;
}
