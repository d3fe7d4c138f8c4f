import { nanosToCents } from "#lib/domain/cents.ts";
import type { StripeConnection } from "./connection.ts";
import type { ContractToBill } from "./create-contract-subscription.ts";
import { planMetadata } from "./plan-metadata.ts";

export type ContractChange = Pick<ContractToBill, "monthlyNanos" | "name" | "netDays" | "purchaseOrderNumber"> & {
  readonly subscriptionId: string;
  readonly itemId: string;
};

/** Gives a contract's subscription other terms from now on. What the price differs for the rest of the month goes on the next invoice. */
export async function changeContractSubscription({ client }: StripeConnection, change: ContractChange): Promise<void> {
  const { subscriptionId, itemId, purchaseOrderNumber } = change;
  const price = await client.prices.create({
    currency: "usd",
    unit_amount: nanosToCents(change.monthlyNanos),
    recurring: { interval: "month" },
    metadata: planMetadata("enterprise"),
    product_data: { name: change.name },
  });
  await client.subscriptions.update(subscriptionId, {
    items: [{ id: itemId, price: price.id, quantity: 1 }],
    days_until_due: change.netDays,
    proration_behavior: "create_prorations",
    invoice_settings: {
      custom_fields: purchaseOrderNumber ? [{ name: "PO number", value: purchaseOrderNumber }] : "",
    },
  });
}
