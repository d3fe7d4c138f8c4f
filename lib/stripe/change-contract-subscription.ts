import { nanosToCents } from "#lib/domain/cents.ts";
import type { StripeConnection } from "./connection.ts";
import type { ContractToBill } from "./create-contract-subscription.ts";
import { planMetadata } from "./plan-metadata.ts";

export type ContractChange = Pick<ContractToBill, "monthlyNanos" | "name" | "netDays" | "purchaseOrderNumber"> & {
  readonly subscriptionId: string;
  readonly itemId: string;
  /** Of this change of terms, from what to what. */
  readonly idempotencyKey: string;
};

/**
 * Gives a contract's subscription other terms from now on. Only another amount makes another price; what it differs for
 * the rest of the month goes on the next invoice.
 */
export async function changeContractSubscription({ client }: StripeConnection, change: ContractChange): Promise<void> {
  const { subscriptionId, itemId, purchaseOrderNumber, idempotencyKey } = change;
  const terms = {
    days_until_due: change.netDays,
    invoice_settings: {
      custom_fields: purchaseOrderNumber ? [{ name: "PO number", value: purchaseOrderNumber }] : ("" as const),
    },
  };
  const { items } = await client.subscriptions.retrieve(subscriptionId);
  const billed = items.data.find(({ id }) => id === itemId)?.price;
  const amountCents = nanosToCents(change.monthlyNanos);
  // Terms without a price only say what shall be: made twice, they change nothing, and the SDK has a key for its retry.
  if (billed?.unit_amount === amountCents) {
    await client.subscriptions.update(subscriptionId, { ...terms, proration_behavior: "none" });
    return;
  }
  // The price that is replaced tells a change from the same one made earlier and taken back.
  const key = `${idempotencyKey}:${billed?.id ?? "none"}`;
  const price = await client.prices.create(
    {
      currency: "usd",
      unit_amount: amountCents,
      recurring: { interval: "month" },
      metadata: planMetadata("enterprise"),
      product_data: { name: change.name },
    },
    { idempotencyKey: `${key}:price` },
  );
  await client.subscriptions.update(
    subscriptionId,
    { ...terms, items: [{ id: itemId, price: price.id, quantity: 1 }], proration_behavior: "create_prorations" },
    { idempotencyKey: key },
  );
}
