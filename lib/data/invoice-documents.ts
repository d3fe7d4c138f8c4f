import type { Db } from "#lib/data/client.ts";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";

/** What an invoice or credit note shows, as frozen at its issue; null for drafts and for what is not there. */
export async function findInvoiceDocument(
  db: Db,
  workspaceId: string,
  documentId: string,
): Promise<InvoiceDocument | null> {
  const invoice = await db.invoice.findUnique({
    where: { workspaceId_invoiceId: { workspaceId, invoiceId: documentId } },
    select: { document: true },
  });
  const issued =
    invoice ??
    (await db.creditNote.findUnique({
      where: { workspaceId_creditNoteId: { workspaceId, creditNoteId: documentId } },
      select: { document: true },
    }));
  return (issued?.document ?? null) as InvoiceDocument | null;
}
