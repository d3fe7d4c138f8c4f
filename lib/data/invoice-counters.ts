import type { Db } from "#lib/data/client.ts";

export type NextNumber = {
  readonly prefix: string;
  readonly sequence: number;
  /** When the one before was issued; null for the first. */
  readonly lastIssuedAt: Date | null;
};

/**
 * Takes the lock of issuing in a workspace, until the transaction ends. A workspace that has issued nothing gets the
 * prefix of its numbers.
 */
export async function lockIssuing(tx: Db, workspaceId: string, newPrefix: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO invoice_counters (workspace_id, prefix) VALUES (${workspaceId}, ${newPrefix})
    ON CONFLICT (workspace_id) DO UPDATE SET prefix = invoice_counters.prefix`;
}

/** The next number of an invoice. Whoever takes one issues it in the same transaction, so that none is left out. */
export async function takeInvoiceNumber(tx: Db, workspaceId: string, issuedAt: Date): Promise<NextNumber> {
  const before = await tx.invoiceCounter.findUniqueOrThrow({
    where: { workspaceId },
    select: { lastIssuedAt: true },
  });
  const isLater = before.lastIssuedAt === null || issuedAt > before.lastIssuedAt;
  const { prefix, invoices } = await tx.invoiceCounter.update({
    where: { workspaceId },
    data: { invoices: { increment: 1 }, ...(isLater && { lastIssuedAt: issuedAt }) },
    select: { prefix: true, invoices: true },
  });
  return { prefix, sequence: invoices, lastIssuedAt: before.lastIssuedAt };
}

/** The next number of a credit note. */
export async function takeCreditNoteNumber(tx: Db, workspaceId: string): Promise<Omit<NextNumber, "lastIssuedAt">> {
  const { prefix, creditNotes } = await tx.invoiceCounter.update({
    where: { workspaceId },
    data: { creditNotes: { increment: 1 } },
    select: { prefix: true, creditNotes: true },
  });
  return { prefix, sequence: creditNotes };
}
