import { newId } from "#lib/platform/ids.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { sqlStateOf } from "#lib/platform/sql-state.ts";

/** What settles a batch: any; one of which every event is charged to a lease and has no hold; one with claims. */
type Settler = "settle_usage" | "settle_leased" | "settle_claimed";

/** The SQLSTATE with which a batch is refused that is not as simple as it was said to be. */
export const NOT_SIMPLE = "WL001";

/**
 * Settles rows of usage_events in JSON, each workspace's charges under one entry of its ledger. An event that was
 * charged needs its hold, which ends here; one that is stored already changes nothing. Rows may have a claim on an
 * idempotency key, which ends with them. With key use, it is noted when the keys were last used. `isLeased` says that
 * every row has a lease and no hold of its own, which costs less.
 * @returns the request ids that were new
 */
export async function settleRows(
  database: Queryable,
  rows: readonly Readonly<Record<string, unknown>>[],
  { settledAt, hasKeyUse = true, isLeased = false }: { settledAt: Date; hasKeyUse?: boolean; isLeased?: boolean },
): Promise<string[]> {
  const settle = (settler: Settler) => settleWith(settler, database, rows, { settledAt, hasKeyUse });
  if (rows.some((row) => row.claim)) return settle("settle_claimed");
  if (!isLeased) return settle("settle_usage");
  return settle("settle_leased").catch((error: unknown) => {
    if (sqlStateOf(error) !== NOT_SIMPLE) throw error;
    return settle("settle_usage");
  });
}

async function settleWith(
  settler: Settler,
  database: Queryable,
  rows: readonly Readonly<Record<string, unknown>>[],
  { settledAt, hasKeyUse }: { settledAt: Date; hasKeyUse: boolean },
): Promise<string[]> {
  const result = await database.query<{ settled_request_id: string }>({
    name: settler,
    text: `SELECT settled_request_id FROM ${settler}($1::text[], $2::jsonb, $3, $4)`,
    values: [
      [...new Set(rows.map((row) => row.workspace_id))],
      JSON.stringify(rows),
      newId("creditEntry", settledAt),
      hasKeyUse,
    ],
  });
  return result.rows.map((row) => row.settled_request_id);
}
