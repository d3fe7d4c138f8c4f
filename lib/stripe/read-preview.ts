import type Stripe from "stripe";
import { centsToNanos } from "#lib/domain/cents.ts";
import { type PaidPlan, planPriceKey } from "./plan-price-key.ts";
import type { ChangePreview, PreviewLine } from "./preview-change.ts";

/** An invoice that Stripe drew up without issuing it, in Weir's words. */
export function readPreview(
  invoice: Stripe.Invoice,
  after: { plan: PaidPlan; quantity: number; renewsAt: Date },
): ChangePreview {
  if (invoice.lines.has_more) throw new Error("Stripe's preview has more lines than it answered with");
  const taxCents = (invoice.total_taxes ?? []).reduce(
    (sum, tax) => sum + (tax.tax_behavior === "exclusive" ? tax.amount : 0),
    0,
  );
  return {
    lines: invoice.lines.data.map(previewLine),
    taxNanos: centsToNanos(taxCents),
    totalNanos: centsToNanos(invoice.total),
    balanceAppliedNanos: centsToNanos(invoice.total - invoice.amount_due),
    dueTodayNanos: centsToNanos(invoice.amount_due),
    renewalNanos: centsToNanos(planPriceKey(after.plan).amountCents * after.quantity),
    renewsAt: after.renewsAt,
  };
}

function previewLine({ description, amount, parent }: Stripe.InvoiceLineItem): PreviewLine {
  const { subscription_item_details: ofItem, invoice_item_details: ofInvoiceItem } = parent ?? {};
  return {
    description: description ?? "",
    amountNanos: centsToNanos(amount),
    isProration: (ofItem ?? ofInvoiceItem)?.proration ?? false,
  };
}
