import type { Db } from "#lib/data/client.ts";

export type InvoiceFile = { readonly sha256: string; readonly bytes: Uint8Array };

/** The file of an invoice or credit note, as it was first made; null while there is none. */
export async function findInvoiceFile(db: Db, workspaceId: string, documentId: string): Promise<InvoiceFile | null> {
  return db.invoiceFile.findUnique({
    where: { workspaceId_documentId: { workspaceId, documentId } },
    select: { sha256: true, bytes: true },
  });
}

/** Keeps a file, unless another was kept before: that one stays. */
export async function insertInvoiceFile(
  db: Db,
  workspaceId: string,
  { documentId, sha256, bytes, madeAt }: InvoiceFile & { documentId: string; madeAt: Date },
): Promise<void> {
  await db.invoiceFile.createMany({
    data: [{ workspaceId, documentId, sha256, bytes: new Uint8Array(bytes), madeAt }],
    skipDuplicates: true,
  });
}

/** Invoices and credit notes issued since an instant that have no file yet, the oldest first. */
export async function listDocumentsWithoutFile(
  db: Db,
  { since, limit }: { since: Date; limit: number },
): Promise<{ workspaceId: string; documentId: string }[]> {
  return db.$queryRaw`
    SELECT issued.workspace_id AS "workspaceId", issued.document_id AS "documentId"
    FROM (
      SELECT workspace_id, invoice_id AS document_id, issued_at FROM invoices WHERE issued_at >= ${since}
      UNION ALL
      SELECT workspace_id, credit_note_id, issued_at FROM credit_notes WHERE issued_at >= ${since}
    ) AS issued
    LEFT JOIN invoice_files AS files
      ON files.workspace_id = issued.workspace_id AND files.document_id = issued.document_id
    WHERE files.document_id IS NULL
    ORDER BY issued.issued_at, issued.document_id
    LIMIT ${limit}`;
}
