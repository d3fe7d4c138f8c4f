import { log } from "#lib/platform/log.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { isContended, isRefusedData } from "#lib/platform/sql-state.ts";
import { settleRows } from "./settle-rows.ts";

type EventRow = Readonly<Record<string, unknown>>;

/**
 * What became of a row: stored by this call, stored before, refused by the database, or left for later because its
 * workspace is locked.
 */
export type SettledAs = "new" | "known" | "refused" | "contended";

/**
 * Settles rows of usage_events together, and apart where the database does not take them together: one that it refuses,
 * or a workspace that is locked, keeps no other from being settled.
 * @returns what became of each, by request id; rejects when the database is away
 */
export async function settleApart(
  database: Queryable,
  rows: readonly EventRow[],
  settledAt: Date,
): Promise<Map<string, SettledAs>> {
  if (rows.length === 0) return new Map();
  try {
    const newIds = new Set(await settleRows(database, rows, { settledAt, hasKeyUse: false }));
    return outcomeOf(rows, (requestId) => (newIds.has(requestId) ? "new" : "known"));
  } catch (error) {
    if (!isRefusedData(error) && !isContended(error)) throw error;
    const parts = partsOf(rows, isRefusedData(error));
    if (parts.length === 1) {
      log.error("settlement.refused_alone", error, { requestId: idOf(rows[0] ?? {}), events: rows.length });
      return outcomeOf(rows, () => (isRefusedData(error) ? "refused" : "contended"));
    }
    const results = new Map<string, SettledAs>();
    for (const part of parts) {
      for (const [requestId, result] of await settleApart(database, part, settledAt)) results.set(requestId, result);
    }
    return results;
  }
}

/** By workspace, which are locked apart; one workspace's rows in halves, because one of them may be refused. */
function partsOf(rows: readonly EventRow[], isRefused: boolean): (readonly EventRow[])[] {
  const byWorkspace = [...Map.groupBy(rows, (row) => row.workspace_id).values()];
  if (byWorkspace.length > 1 || !isRefused || rows.length === 1) return byWorkspace;
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)];
}

function outcomeOf(rows: readonly EventRow[], resultOf: (requestId: string) => SettledAs): Map<string, SettledAs> {
  return new Map(rows.map((row) => [idOf(row), resultOf(idOf(row))]));
}

function idOf(row: EventRow): string {
  return String(row.request_id);
}
