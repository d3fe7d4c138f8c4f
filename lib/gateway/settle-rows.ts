import { newId } from "#lib/platform/ids.ts";
import type { Queryable } from "#lib/platform/postgres.ts";

/**
 * Settles rows of usage_events in JSON, each workspace's charges under one entry of its ledger. An event that was
 * charged needs its hold, which ends here; one that is stored already changes nothing.
 * @returns the request ids that were new
 */
export async function settleRows(
  database: Queryable,
  rows: readonly Readonly<Record<string, unknown>>[],
  settledAt: Date,
): Promise<string[]> {
  const result = await database.query<{ settled_request_id: string }>({
    name: "settle_usage",
    text: "SELECT settled_request_id FROM settle_usage($1::jsonb, $2)",
    values: [JSON.stringify(rows), newId("creditEntry", settledAt)],
  });
  return result.rows.map((row) => row.settled_request_id);
}
