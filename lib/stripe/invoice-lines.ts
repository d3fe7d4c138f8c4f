import type Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";

/** All lines of an invoice, which itself holds its first ten. */
export async function invoiceLines(
  { client }: StripeConnection,
  { id, lines }: Stripe.Invoice,
): Promise<Stripe.InvoiceLineItem[]> {
  if (!lines.has_more) return lines.data;
  const all: Stripe.InvoiceLineItem[] = [];
  for await (const line of client.invoices.listLineItems(id, { limit: 100 })) all.push(line);
  return all;
}
