import { type Context, requirePermission } from "#lib/context.ts";
import { findInvoice } from "#lib/data/listed-invoices.ts";
import { utcDayKey } from "#lib/domain/billing-period.ts";
import { AppError } from "#lib/domain/errors.ts";
import { hasControlCharacters } from "#lib/domain/has-control-characters.ts";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { type InvoiceRow, invoiceRow } from "./invoices-page.ts";

export type InvoicePageView = InvoiceRow & {
  /** All that it shows, as it was issued; null for a draft. */
  document: InvoiceDocument | null;
  /** Why it is not issued yet. */
  draftReason: string | null;
  paidOn: string | null;
};

/** One invoice. @throws AppError not_found for one that the workspace does not have */
export async function loadInvoicePage(ctx: Context, { invoiceId }: { invoiceId: string }): Promise<InvoicePageView> {
  requirePermission(ctx, "billing:read");
  const invoice = hasControlCharacters(invoiceId) ? null : await findInvoice(ctx.db, ctx.workspaceId, invoiceId);
  if (!invoice) throw new AppError("not_found", "This workspace has no such invoice.");
  const { document, paidAt, status } = invoice;
  return {
    ...invoiceRow(invoice),
    document,
    draftReason:
      status === "draft"
        ? "The contract requires a purchase order, and none that is valid is known. Give its number under billing " +
          "details, and the invoice is issued."
        : null,
    paidOn: paidAt && utcDayKey(paidAt),
  };
}
