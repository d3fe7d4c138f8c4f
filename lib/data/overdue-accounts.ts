import type { Db } from "#lib/data/client.ts";

/** Since when a due payment of a workspace has been missing; null while none is. */
export async function findPastDueSince(db: Db, workspaceId: string): Promise<Date | null> {
  const account = await db.billingAccount.findUnique({ where: { workspaceId }, select: { pastDueSince: true } });
  return account?.pastDueSince ?? null;
}

/** Workspaces of which a due payment is missing, in the order of their ids, from the first one after `after` on. */
export async function listOverdueWorkspaces(
  db: Db,
  { after, atMost }: { after: string; atMost: number },
): Promise<string[]> {
  const accounts = await db.billingAccount.findMany({
    where: { pastDueSince: { not: null }, workspaceId: { gt: after } },
    select: { workspaceId: true },
    orderBy: { workspaceId: "asc" },
    take: atMost,
  });
  return accounts.map(({ workspaceId }) => workspaceId);
}

export type OverdueAccount = {
  readonly pastDueSince: Date;
  readonly openInvoiceNanos: bigint | null;
  readonly openInvoiceUrl: string | null;
};

/** What is missing, unless it was paid meanwhile. A payment is not noted before the transaction ends. */
export async function lockOverdueAccount(tx: Db, workspaceId: string): Promise<OverdueAccount | null> {
  await tx.$queryRaw`SELECT 1 FROM billing_accounts WHERE workspace_id = ${workspaceId} FOR UPDATE`;
  const account = await tx.billingAccount.findUnique({
    where: { workspaceId },
    select: { pastDueSince: true, openInvoiceNanos: true, openInvoiceUrl: true },
  });
  return account?.pastDueSince ? { ...account, pastDueSince: account.pastDueSince } : null;
}
