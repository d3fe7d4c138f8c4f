import type { Db } from "#lib/data/client.ts";
import type { FundingAccount, FundingPart } from "#lib/domain/invoices/usage-statement.ts";

/** Who has paid for the usage of a period, by the ledger. */
export async function listPeriodFunding(db: Db, workspaceId: string, periodKey: string): Promise<FundingPart[]> {
  const rows = await db.creditEntry.groupBy({
    by: ["fromAccount"],
    where: { workspaceId, periodKey, cause: "usage" },
    _sum: { amountNanos: true },
  });
  return rows.map(({ fromAccount, _sum }) => ({
    periodKey,
    account: fromAccount as FundingAccount,
    nanos: _sum.amountNanos ?? 0n,
  }));
}
