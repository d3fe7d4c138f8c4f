import type { StripeConnection } from "./connection.ts";

export type QuantityToSet = {
  readonly subscriptionId: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly idempotencyKey: string;
};

/** Sets the quantity from the next invoice on, without charging or crediting anything: for mending drift. */
export async function setQuantity({ client }: StripeConnection, change: QuantityToSet): Promise<void> {
  const { subscriptionId, itemId, quantity, idempotencyKey } = change;
  await client.subscriptions.update(
    subscriptionId,
    { items: [{ id: itemId, quantity }], proration_behavior: "none" },
    { idempotencyKey },
  );
}
