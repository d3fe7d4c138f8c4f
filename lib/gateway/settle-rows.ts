import { newId } from "#lib/platform/ids.ts";
import type { Queryable } from "#lib/platform/postgres.ts";

/**
 * Settles rows of usage_events in JSON, each workspace's charges under one entry of its ledger. An event that was
 * charged needs its hold, which ends here; one that is stored already changes nothing. Rows may have a claim on an
 * idempotency key, which ends with them. With key use, it is noted when the keys were last used.
 * @returns the request ids that were new
 */
export async function settleRows(
  database: Queryable,
  rows: readonly Readonly<Record<string, unknown>>[],
  { settledAt, hasKeyUse = true }: { settledAt: Date; hasKeyUse?: boolean },
): Promise<string[]> {
  const settle = rows.some((row) => row.claim) ? "settle_claimed" : "settle_usage";
  const result = await database.query<{ settled_request_id: string }>({
    name: settle,
    text: `SELECT settled_request_id FROM ${settle}($1::text[], $2::jsonb, $3, $4)`,
    values: [
      [...new Set(rows.map((row) => row.workspace_id))],
      JSON.stringify(rows),
      newId("creditEntry", settledAt),
      hasKeyUse,
    ],
  });
  return result.rows.map((row) => row.settled_request_id);
}
