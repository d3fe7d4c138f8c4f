import type { Db } from "#lib/data/client.ts";
import type { Nanos } from "#lib/domain/money.ts";

/** What was drawn from the credits since the start of a UTC day, in nano-dollars: tokens by the day's rollups, the rest by the ledger. */
export async function sumCreditSpending(db: Db, workspaceId: string, since: Date): Promise<Nanos> {
  const [row] = await db.$queryRaw<{ nanos: bigint }[]>`
    SELECT (
      (
        SELECT coalesce(sum(amount_nanos - included_nanos), 0) FROM usage_rollups
        WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${since}
      ) + (
        SELECT coalesce(sum(amount_nanos), 0) FROM credit_entries
        WHERE workspace_id = ${workspaceId} AND at >= ${since} AND from_account = 'credits'
          AND cause IN ('overage', 'base_fee')
      )
    )::bigint AS "nanos"`;
  return row?.nanos ?? 0n;
}

/** Since when a workspace can have spent anything. */
export async function readWorkspaceStart(db: Db, workspaceId: string): Promise<Date> {
  const { createdAt } = await db.workspace.findUniqueOrThrow({ where: { workspaceId }, select: { createdAt: true } });
  return createdAt;
}

/** When the credits first moved; null before that. */
export async function findFirstCreditEntryAt(db: Db, workspaceId: string): Promise<Date | null> {
  const first = await db.creditEntry.findFirst({
    where: { workspaceId },
    select: { at: true },
    orderBy: { at: "asc" },
  });
  return first?.at ?? null;
}
