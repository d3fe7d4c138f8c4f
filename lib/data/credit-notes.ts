import type { Db } from "#lib/data/client.ts";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { Prisma } from "#prisma/generated/client.ts";

export type CreditableInvoice = {
  readonly invoiceId: string;
  readonly stripeInvoiceId: string | null;
  readonly status: "draft" | "open" | "paid" | "void" | "uncollectible";
  readonly totalNanos: Nanos;
  readonly document: InvoiceDocument;
  readonly creditNotes: readonly {
    readonly creditNoteId: string;
    readonly number: string;
    readonly totalNanos: Nanos;
    readonly stripeCreditNoteId: string | null;
  }[];
};

/** An issued invoice by its number, with what was taken back of it; null where the workspace has none. */
export async function findInvoiceByNumber(
  db: Db,
  workspaceId: string,
  number: string,
): Promise<CreditableInvoice | null> {
  const row = await db.invoice.findUnique({
    where: { workspaceId_number: { workspaceId, number } },
    select: {
      invoiceId: true,
      stripeInvoiceId: true,
      status: true,
      totalNanos: true,
      document: true,
      creditNotes: { select: { creditNoteId: true, number: true, totalNanos: true, stripeCreditNoteId: true } },
    },
  });
  return row && { ...row, document: row.document as unknown as InvoiceDocument };
}

export type CreditNoteToKeep = {
  readonly creditNoteId: string;
  readonly sequence: number;
  readonly number: string;
  readonly invoiceId: string;
  readonly totalNanos: Nanos;
  readonly reason: string;
  readonly stripeCreditNoteId: string;
  readonly issuedAt: Date;
  readonly document: InvoiceDocument;
};

export async function insertCreditNote(tx: Db, workspaceId: string, note: CreditNoteToKeep): Promise<void> {
  await tx.creditNote.create({
    data: { workspaceId, ...note, document: note.document as unknown as Prisma.InputJsonValue },
    select: { creditNoteId: true },
  });
}
