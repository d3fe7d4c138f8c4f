import type Stripe from "stripe";
import { centsToNanos } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { stripeId } from "./stripe-id.ts";
import { fromStripeTime } from "./stripe-time.ts";

export type InvoiceLine = {
  readonly description: string;
  readonly quantity: number | null;
  readonly amountNanos: Nanos;
  readonly isProration: boolean;
};

export type ListedInvoice = {
  readonly id: string;
  readonly number: string | null;
  readonly state: "draft" | "open" | "paid" | "void" | "uncollectible";
  readonly totalNanos: Nanos;
  readonly amountDueNanos: Nanos;
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  readonly subscriptionId: string | null;
  readonly hostedUrl: string | null;
  readonly pdfUrl: string | null;
  readonly lines: readonly InvoiceLine[];
};

/** A customer's newest invoices, at most 100; nano-dollars. */
export async function listInvoices(
  { client }: StripeConnection,
  customerId: string,
): Promise<readonly ListedInvoice[]> {
  const invoices = await client.invoices.list({ customer: customerId, limit: 100 });
  return invoices.data.map(listedInvoice);
}

function listedInvoice(invoice: Stripe.Invoice): ListedInvoice {
  const { due_date: dueSeconds, lines } = invoice;
  return {
    id: invoice.id,
    number: invoice.number,
    state: (invoice.status ?? "draft") as ListedInvoice["state"],
    totalNanos: centsToNanos(invoice.total),
    amountDueNanos: centsToNanos(invoice.amount_remaining),
    createdAt: fromStripeTime(invoice.created),
    dueAt: dueSeconds === null ? null : fromStripeTime(dueSeconds),
    subscriptionId: stripeId(invoice.parent?.subscription_details?.subscription),
    hostedUrl: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
    lines: lines.data.map(({ description, quantity, amount, parent }) => ({
      description: description ?? "",
      quantity,
      amountNanos: centsToNanos(amount),
      isProration: (parent?.subscription_item_details ?? parent?.invoice_item_details)?.proration ?? false,
    })),
  };
}
