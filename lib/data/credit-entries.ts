import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";

export type LedgerAccount = "credits" | "included" | "receivable" | "usage" | "payments" | "grants" | "adjustments";

/** A line of the ledger: nano-dollars that move from one account to another, and why. */
export type CreditEntry = {
  readonly creditEntryId: string;
  readonly fromAccount: LedgerAccount;
  readonly toAccount: LedgerAccount;
  readonly cause: "top_up" | "auto_top_up" | "overage" | "base_fee" | "refund" | "dispute" | "grant" | "adjustment";
  readonly amountNanos: Nanos;
  readonly period: BillingPeriod;
  readonly reference: string | null;
  readonly at: Date;
};

/** Appends an entry and moves the balance with it. Give it the transaction that is its reason. */
export async function insertCreditEntry(db: Db, workspaceId: string, entry: CreditEntry): Promise<void> {
  const { period, ...rest } = entry;
  await lockFunds(db, workspaceId);
  await db.creditEntry.create({
    data: { workspaceId, ...rest, periodKey: period.key },
    select: { creditEntryId: true },
  });
  const isReversal = entry.cause === "refund" || entry.cause === "dispute";
  const isSpent = entry.fromAccount === "credits";
  await db.creditBalance.update({
    where: { workspaceId },
    data: {
      balanceNanos: {
        increment: (entry.toAccount === "credits" ? entry.amountNanos : 0n) - (isSpent ? entry.amountNanos : 0n),
      },
      reversedNanos: { increment: isReversal && isSpent ? entry.amountNanos : 0n },
    },
    select: { workspaceId: true },
  });
}

/** Takes the lock of the workspace's money until the transaction ends; admission and settlement wait for it. */
export async function lockFunds(db: Db, workspaceId: string): Promise<void> {
  await db.$executeRaw`SELECT lock_funds(ARRAY[${workspaceId}])`;
}

/** The balance as kept; nano-dollars, 0 before the first movement. */
export async function readBalanceNanos(db: Db, workspaceId: string): Promise<Nanos> {
  const row = await db.creditBalance.findUnique({ where: { workspaceId }, select: { balanceNanos: true } });
  return row?.balanceNanos ?? 0n;
}

/** The balance as kept and what is held of it; nano-dollars, 0 before the first movement. */
export async function readFunds(db: Db, workspaceId: string): Promise<{ balanceNanos: Nanos; heldNanos: Nanos }> {
  const select = { balanceNanos: true, heldNanos: true };
  return (await db.creditBalance.findUnique({ where: { workspaceId }, select })) ?? { balanceNanos: 0n, heldNanos: 0n };
}

/** The balance as kept, and as the ledger's entries add up to; nano-dollars. They must be the same. */
export async function readCreditBalance(
  db: Db,
  workspaceId: string,
): Promise<{ balanceNanos: Nanos; heldNanos: Nanos; ledgerNanos: Nanos }> {
  const [row] = await db.$queryRaw<{ balanceNanos: bigint; heldNanos: bigint; ledgerNanos: bigint }[]>`
    SELECT
      coalesce(max(balance_nanos), 0) AS "balanceNanos",
      coalesce(max(held_nanos), 0) AS "heldNanos",
      (
        SELECT coalesce(sum(CASE WHEN to_account = 'credits' THEN amount_nanos ELSE -amount_nanos END), 0)::bigint
        FROM credit_entries
        WHERE workspace_id = ${workspaceId} AND 'credits' IN (from_account, to_account)
      ) AS "ledgerNanos"
    FROM credit_balances WHERE workspace_id = ${workspaceId}`;
  if (!row) throw new Error("An aggregate always has a row");
  return row;
}
