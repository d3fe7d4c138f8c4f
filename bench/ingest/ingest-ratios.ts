import { elapsedMs } from "#bench/measure.ts";
import { benchSource } from "#bench/source.ts";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { usageEventRow } from "#lib/gateway/usage-event-row.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { holdEvents } from "#prisma/seed/hold-events.ts";
import { eventsOfDay } from "#prisma/seed/traffic.ts";

export const BATCH = 500;
const BATCHES = 8;

/** One round: how many times faster, per event, whole batches settle than the alternative takes them one by one. */
export type IngestRound = { readonly overInserts: number; readonly overSettlements: number };

/**
 * Measures one round over one connection. A settlement in a batch ends a hold, moves the money, is deduplicated for
 * ever and adds to the rollups; a single insert only stores a row of the same columns. Each commit is durable.
 */
export async function ingestRound(pool: Pool, name: string, now: Date): Promise<IngestRound> {
  const events = (kind: string, requests: number) =>
    eventsOfDay(benchSource(`${kind}-${name}`), { daysAgo: 1, requests, anchor: now });
  const [batched, single, inserted] = [
    events("batched", BATCH * BATCHES),
    events("single", BATCH),
    events("insert", BATCH),
  ];
  await openBalances(pool, [batched, single]);
  await holdEvents(pool, [...batched, ...single], "receivable");

  const insertMs = await elapsedMs(async () => {
    for (const event of inserted) await insertPlainly(pool, event);
  });
  const singleMs = await elapsedMs(async () => {
    for (const event of single) await settleUsage(pool, [event], false);
  });
  const batchedMs = await elapsedMs(async () => {
    for (let from = 0; from < batched.length; from += BATCH) {
      const settled = await settleUsage(pool, batched.slice(from, from + BATCH), false);
      if (settled.length !== Math.min(BATCH, batched.length - from)) throw new Error("A batch was not settled whole");
    }
  });
  const perEventMs = batchedMs / batched.length;
  return {
    overInserts: insertMs / inserted.length / perEventMs,
    overSettlements: singleMs / single.length / perEventMs,
  };
}

/** The traffic belongs to workspaces that are nowhere else; all that settlement needs of one is its balance. */
async function openBalances(pool: Pool, traffic: readonly (readonly UsageEvent[])[]): Promise<void> {
  const workspaceIds = traffic.flatMap(([first]) => (first ? [first.workspaceId] : []));
  await pool.query("INSERT INTO credit_balances SELECT unnest($1::text[]), 0, 0, 0", [workspaceIds]);
}

/** A table with the columns and the primary key of usage events, without their checks, partitions and rollups. */
export async function createPlainTable(pool: Pool): Promise<void> {
  await pool.query("CREATE TABLE plain_events (LIKE usage_events, PRIMARY KEY (workspace_id, request_id))");
}

async function insertPlainly(pool: Pool, event: UsageEvent): Promise<void> {
  await pool.query({
    name: "insert_plainly",
    text: "INSERT INTO plain_events SELECT * FROM jsonb_populate_record(NULL::plain_events, $1::jsonb)",
    values: [JSON.stringify({ ...usageEventRow(event), included_nanos: 0 })],
  });
}
