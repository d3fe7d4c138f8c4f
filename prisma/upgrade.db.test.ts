import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { newId, newRequestId } from "#lib/platform/ids.ts";
import { databaseUrlOn } from "./testing/database-url-on.ts";

/** The migrations in their order, as SQL: a version of Weir is so many of them. */
const MIGRATIONS = await Promise.all(
  (await readdir("prisma/migrations", { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => readFile(`prisma/migrations/${name}/migration.sql`, "utf8")),
);

const NOW = new Date("2026-11-10T12:00:00Z");
/** A month that nobody has prepared when its event is stored. */
const FAR_AHEAD = new Date("2027-08-10T12:00:00Z");
const AMOUNT_NANOS = 4_000;

const name = `weir_upgrade_${randomBytes(6).toString("hex")}`;
let server: pg.Client;
let database: pg.Client;

beforeAll(async () => {
  const { serverUrl } = inject("testServer");
  server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  database = new pg.Client({ connectionString: databaseUrlOn(serverUrl, name) });
  await database.connect();
});

afterAll(async () => {
  await database.end();
  await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await server.end();
});

const read = async (sql: string, values: unknown[] = []) => (await database.query(sql, values)).rows;

function chargedEvent(workspaceId: string, at: Date): Record<string, unknown> {
  return {
    workspace_id: workspaceId,
    request_id: newRequestId(at),
    occurred_at: at.toISOString(),
    settled_at: at.toISOString(),
    route: "chat.completions",
    model_id: "qwen3.8-27b",
    api_key_id: "key_1",
    member_id: "user_1",
    deployment_id: "dep_1",
    price_version_id: "price_1",
    outcome: "succeeded",
    http_status: 200,
    is_streamed: false,
    input_tokens: 10,
    cached_input_tokens: 0,
    output_tokens: 0,
    total_tokens: 10,
    input_nanos: AMOUNT_NANOS,
    cached_input_nanos: 0,
    output_nanos: 0,
    amount_nanos: AMOUNT_NANOS,
    latency_ms: 5,
  };
}

test("a database that an earlier version filled keeps its events, and its counters start at what they say", async () => {
  const [first, ...later] = MIGRATIONS;
  await database.query(first ?? "");
  await database.query("SELECT ensure_usage_partitions('2026-10-01', '2026-11-10')");
  const workspaceId = newId("workspace", NOW);
  await database.query("INSERT INTO workspaces (workspace_id, name, plan, created_at) VALUES ($1, 'Old', 'pro', $2)", [
    workspaceId,
    NOW,
  ]);
  const events = [chargedEvent(workspaceId, NOW), chargedEvent(workspaceId, FAR_AHEAD)];
  await database.query("SELECT settle_usage($1::jsonb)", [JSON.stringify(events)]);

  for (const migration of later) await database.query(migration);

  // The far month's event leaves the default partition, which stores it anew and so checks it.
  await database.query("SELECT ensure_usage_partitions('2027-08-01', '2027-08-01')");
  expect(await read("SELECT tableoid::regclass::text AS partition FROM usage_events ORDER BY request_id")).toEqual([
    { partition: "usage_events_2026_11" },
    { partition: "usage_events_2027_08" },
  ]);
  expect(
    await read("SELECT settled_nanos, included_granted_nanos FROM open_period($1, '2026-11')", [workspaceId]),
  ).toEqual([{ settled_nanos: String(AMOUNT_NANOS), included_granted_nanos: "10000000000" }]);
  expect(await read("SELECT balance_nanos FROM credit_balances")).toEqual([{ balance_nanos: "0" }]);
  await expect(database.query("UPDATE usage_events SET latency_ms = 0")).rejects.toThrow(/append-only|refuse|may not/i);
  await expect(
    database.query("SELECT settle_usage($1::text[], $2::jsonb, 'entry_1', false)", [
      [workspaceId],
      JSON.stringify([chargedEvent(workspaceId, NOW)]),
    ]),
  ).rejects.toThrow(/usage_events_charged_is_in_the_ledger/);
});
