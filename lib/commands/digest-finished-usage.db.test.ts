import { expect, test } from "vitest";
import { usageStatusOf } from "#lib/domain/usage/usage-status.ts";
import { busyWorkspace } from "#prisma/testing/busy-workspace.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { digestFinishedUsage } from "./digest-finished-usage.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:30:00Z");
const TABLES = ["status_rollups", "latency_rollups", "prefix_rollups"] as const;

/** Everything digested of a workspace, without its name, so that two can be compared. */
async function digestOf(workspaceId: string) {
  const read = async (table: string) => {
    const { rows } = await database.pool.query<{ line: string }>(
      `SELECT (to_jsonb(t) - 'workspace_id' - 'api_key_id' - 'member_id')::text AS line FROM ${table} AS t WHERE workspace_id = $1`,
      [workspaceId],
    );
    return rows.map(({ line }) => line).sort();
  };
  return Promise.all(TABLES.map(read));
}

test("done at once, bit by bit or twice, the digest is the same, and each event is counted once", async () => {
  const bitByBit = await busyWorkspace(database, { now });
  const steps = ["2026-10-03T00:00:00Z", "2026-11-13T23:40:00Z", "2026-11-14T00:20:00Z", "2026-11-14T07:07:00Z"];
  for (const at of steps) await digestFinishedUsage(database.db, new Date(at));
  const atOnce = await busyWorkspace(database, { now });
  const end = new Date("2026-11-14T12:00:00Z");
  expect((await digestFinishedUsage(database.db, end)).eventsDigested).toBeGreaterThanOrEqual(atOnce.events.length);
  const digest = await digestOf(atOnce.workspace.workspaceId);
  expect(await digestOf(bitByBit.workspace.workspaceId)).toEqual(digest);
  expect(digest.every((rows) => rows.length > 0)).toBe(true);

  expect(await digestFinishedUsage(database.db, end)).toEqual({ eventsDigested: 0 });
  expect(await digestOf(atOnce.workspace.workspaceId)).toEqual(digest);

  const { rows } = await database.pool.query<{ status: string; requests: string; nanos: string }>(
    `SELECT status, sum(request_count)::text AS requests, sum(amount_nanos)::text AS nanos FROM status_rollups
     WHERE workspace_id = $1 AND resolution = 'day' GROUP BY 1`,
    [atOnce.workspace.workspaceId],
  );
  const byStatus = Map.groupBy(atOnce.events, usageStatusOf);
  expect(rows).toHaveLength(byStatus.size);
  for (const { status, requests, nanos } of rows) {
    const own = byStatus.get(status as Parameters<typeof byStatus.get>[0]) ?? [];
    expect([status, requests]).toEqual([status, String(own.length)]);
    expect(nanos).toBe(String(own.reduce((sum, event) => sum + event.amountNanos, 0n)));
  }
});

test("two that digest at the same time do it once", async () => {
  const { workspace, events } = await busyWorkspace(database, { now });
  const end = new Date("2026-11-14T12:00:00Z");
  await Promise.all([digestFinishedUsage(database.db, end), digestFinishedUsage(database.db, end)]);
  const { rows } = await database.pool.query(
    "SELECT sum(request_count)::int AS requests FROM status_rollups WHERE workspace_id = $1 AND resolution = 'quarter_hour'",
    [workspace.workspaceId],
  );
  expect(rows).toEqual([{ requests: events.length }]);
});

test("who used nothing has nothing to digest", async () => {
  const { workspaceId } = await createTestWorkspace(database.db, { now });
  await digestFinishedUsage(database.db, now);
  expect(await digestOf(workspaceId)).toEqual([[], [], []]);
});
