import type { StripeConnection } from "./connection.ts";

export type CustomerToEnsure = {
  readonly workspaceId: string;
  readonly name: string;
  readonly email: string;
  /** How many customers of the workspace were deleted at Stripe: the next one is another. */
  readonly deletedBefore?: number;
};

/**
 * Stripe's customer of a workspace, made once however often and in parallel this is asked within a day. Store its id:
 * later, Stripe has forgotten the key. @returns the id
 */
export async function ensureCustomer({ client }: StripeConnection, customer: CustomerToEnsure): Promise<string> {
  const { workspaceId, name, email, deletedBefore = 0 } = customer;
  // What is sent under the key is the same whoever asks; name and address follow.
  const { id } = await client.customers.create(
    { metadata: { workspaceId } },
    { idempotencyKey: `cust:${workspaceId}${deletedBefore > 0 ? `:${deletedBefore}` : ""}` },
  );
  await client.customers.update(id, { name, email });
  return id;
}
