import type { Db } from "#lib/data/client.ts";
import type { InvoiceStatus } from "#lib/data/invoices.ts";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import type { Nanos } from "#lib/domain/money.ts";

export type ListedCreditNote = {
  readonly creditNoteId: string;
  readonly number: string;
  readonly totalNanos: Nanos;
  readonly issuedAt: Date;
};

export type ListedInvoice = {
  readonly invoiceId: string;
  /** The number's count; null with it on a draft. */
  readonly sequence: number | null;
  readonly number: string | null;
  readonly status: InvoiceStatus;
  readonly issuedAt: Date | null;
  readonly dueAt: Date | null;
  readonly paidAt: Date | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly dueNanos: Nanos;
  readonly remainingNanos: Nanos;
  readonly payUrl: string | null;
  readonly createdAt: Date;
  readonly creditNotes: readonly ListedCreditNote[];
};

const columns = {
  invoiceId: true,
  sequence: true,
  number: true,
  status: true,
  issuedAt: true,
  dueAt: true,
  paidAt: true,
  periodStart: true,
  periodEnd: true,
  dueNanos: true,
  remainingNanos: true,
  payUrl: true,
  createdAt: true,
  creditNotes: {
    select: { creditNoteId: true, number: true, totalNanos: true, issuedAt: true },
    orderBy: { sequence: "asc" },
  },
} as const;

/**
 * A page of a workspace's invoices, the newest number first: those below a number, or the first page, which begins with
 * the drafts.
 */
export async function listInvoices(
  db: Db,
  workspaceId: string,
  { belowSequence, atMost }: { belowSequence: number | null; atMost: number },
): Promise<ListedInvoice[]> {
  return db.invoice.findMany({
    where: { workspaceId, ...(belowSequence !== null && { sequence: { lt: belowSequence } }) },
    select: columns,
    orderBy: [{ sequence: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }],
    take: atMost,
  });
}

/** One invoice with all that it shows; null where the workspace has none of this id. */
export async function findInvoice(
  db: Db,
  workspaceId: string,
  invoiceId: string,
): Promise<(ListedInvoice & { document: InvoiceDocument | null }) | null> {
  const row = await db.invoice.findUnique({
    where: { workspaceId_invoiceId: { workspaceId, invoiceId } },
    select: { ...columns, document: true },
  });
  return row && { ...row, document: row.document as unknown as InvoiceDocument | null };
}
