import { nanosToCents } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { planMetadata } from "./plan-metadata.ts";
import { toStripeTime } from "./stripe-time.ts";

export type ContractToBill = {
  readonly customerId: string;
  readonly workspaceId: string;
  /** Whole cents. */
  readonly monthlyNanos: Nanos;
  /** As invoices show it, such as "Weir Enterprise". */
  readonly name: string;
  readonly netDays: number;
  readonly purchaseOrderNumber: string | null;
  /** When the first whole period begins: 00:00 UTC on the 1st. */
  readonly anchorAt: Date;
  readonly idempotencyKey: string;
};

/** A monthly subscription that is paid by invoice: bank debit or transfer, net days after each. */
export async function createContractSubscription(
  { client }: StripeConnection,
  contract: ContractToBill,
): Promise<{ subscriptionId: string }> {
  const { customerId, purchaseOrderNumber, idempotencyKey } = contract;
  const price = await client.prices.create(
    {
      currency: "usd",
      unit_amount: nanosToCents(contract.monthlyNanos),
      recurring: { interval: "month" },
      metadata: planMetadata("enterprise"),
      product_data: { name: contract.name },
    },
    { idempotencyKey: `${idempotencyKey}:price` },
  );
  const subscription = await client.subscriptions.create(
    {
      customer: customerId,
      items: [{ price: price.id, quantity: 1 }],
      collection_method: "send_invoice",
      days_until_due: contract.netDays,
      billing_cycle_anchor: toStripeTime(contract.anchorAt),
      proration_behavior: "create_prorations",
      payment_settings: {
        payment_method_types: ["us_bank_account", "customer_balance"],
        payment_method_options: {
          customer_balance: { funding_type: "bank_transfer", bank_transfer: { type: "us_bank_transfer" } },
        },
      },
      ...(purchaseOrderNumber && {
        invoice_settings: { custom_fields: [{ name: "PO number", value: purchaseOrderNumber }] },
      }),
      metadata: { workspaceId: contract.workspaceId },
    },
    { idempotencyKey },
  );
  return { subscriptionId: subscription.id };
}
