import type { Db } from "#lib/data/client.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** A bank account to which transfers pay one workspace's invoices. */
export type BankAccount = {
  readonly bankName: string;
  readonly accountHolderName: string;
  readonly accountNumber: string;
  readonly routingNumber: string;
  readonly accountType: string;
};

/** Where a workspace's transfers go; null while Stripe was never asked for it. */
export async function findBankTransfer(db: Db, workspaceId: string): Promise<readonly BankAccount[] | null> {
  const row = await db.billingAccount.findUnique({ where: { workspaceId }, select: { bankTransfer: true } });
  return (row?.bankTransfer as readonly BankAccount[] | null | undefined) ?? null;
}

export async function saveBankTransfer(
  tx: Db,
  workspaceId: string,
  accounts: readonly BankAccount[] | null,
): Promise<void> {
  const bankTransfer = accounts === null ? Prisma.DbNull : accounts.map((account) => ({ ...account }));
  await tx.billingAccount.updateMany({ where: { workspaceId }, data: { bankTransfer } });
}
