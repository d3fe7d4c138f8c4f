import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";

/** What a document is called on itself. */
export function documentName({ kind }: Pick<InvoiceDocument, "kind">): "Invoice" | "Credit note" {
  return kind === "invoice" ? "Invoice" : "Credit note";
}
