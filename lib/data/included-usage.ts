import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";

/** A period's included inference, in nano-dollars of list price. */
export type IncludedUsage = { grantedNanos: Nanos; usedNanos: Nanos; heldNanos: Nanos };

/** As counted; before the period's counters are opened, what they would be opened with, used up to now. */
export async function readIncludedUsage(db: Db, workspaceId: string, period: BillingPeriod): Promise<IncludedUsage> {
  const [row] = await db.$queryRaw<IncludedUsage[]>`
    SELECT
      coalesce(included_granted_nanos, included_inference_nanos) AS "grantedNanos",
      coalesce(included_used_nanos, 0) AS "usedNanos",
      coalesce(included_held_nanos, 0) AS "heldNanos"
    FROM workspaces
    LEFT JOIN period_spending ON period_spending.workspace_id = workspaces.workspace_id AND period_key = ${period.key}
    WHERE workspaces.workspace_id = ${workspaceId}`;
  if (!row) throw new Error("The workspace is gone");
  return row;
}
