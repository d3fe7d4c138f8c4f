import type { StripeConnection } from "./connection.ts";

const HELD_NAME = "weir_held";

/** Whether a draft waits because Weir holds it. */
export function isHeld(metadata: Record<string, string> | null): boolean {
  return metadata?.[HELD_NAME] === "purchase_order";
}

/** Keeps Stripe from turning a draft into an invoice that nobody may pay yet. Twice does no harm. */
export async function holdDraft({ client }: StripeConnection, invoiceId: string): Promise<void> {
  await client.invoices.update(invoiceId, { auto_advance: false, metadata: { [HELD_NAME]: "purchase_order" } });
}

/** Lets a held draft become an invoice, now with its purchase order. */
export async function releaseDraft(
  { client }: StripeConnection,
  { invoiceId, purchaseOrderNumber }: { invoiceId: string; purchaseOrderNumber: string | null },
): Promise<void> {
  await client.invoices.update(invoiceId, {
    ...(purchaseOrderNumber && { custom_fields: [{ name: "PO number", value: purchaseOrderNumber }] }),
    metadata: { [HELD_NAME]: "" },
  });
  await client.invoices.finalizeInvoice(invoiceId, { auto_advance: true });
}
