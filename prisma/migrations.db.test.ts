import { expect, test } from "vitest";
import { databaseAsTarget, diffSchema, schemaAsTarget } from "#prisma/schema-engine.ts";
import { BEYOND_PRISMA } from "#prisma/testing/beyond-prisma.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

const database = setUpTestDatabase();

/**
 * What belongs to no workspace: people and how they sign in, the directory of addresses, the operator's prices and
 * processes, what is kept of Stripe.
 */
const GLOBAL_TABLES = [
  "users",
  "sessions",
  "sign_in_tokens",
  "sign_in_attempts",
  "local_mails",
  "workspace_slugs",
  "price_versions",
  "gateway_processes",
  "daybook_pages",
  "retired_customers",
  "stripe_connections",
  "stripe_customers",
  "stripe_events",
];

const names = async (sql: string) => (await database.pool.query<{ name: string }>(sql)).rows.map((row) => row.name);

test("the migrations lead to exactly the written schema", async () => {
  expect(await diffSchema(database.url, await databaseAsTarget(), await schemaAsTarget())).toBe("");
  await database.pool.query("ALTER TABLE members ADD COLUMN nickname text");
  expect(await diffSchema(database.url, await databaseAsTarget(), await schemaAsTarget())).toContain("nickname");
  await database.pool.query("ALTER TABLE members DROP COLUMN nickname");
});

test("what Prisma cannot express is listed by name", async () => {
  const found = {
    functions: await names(
      "SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname COLLATE \"C\"",
    ),
    checks: await names(
      `SELECT conname AS name FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
       WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND NOT relispartition ORDER BY conname COLLATE "C"`,
    ),
    triggers: await names(
      `SELECT tgname AS name FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
       WHERE NOT tgisinternal AND NOT relispartition ORDER BY tgname COLLATE "C"`,
    ),
    partitioned: await names("SELECT relname AS name FROM pg_class WHERE relkind = 'p'"),
  };
  expect(found).toEqual(BEYOND_PRISMA);
});

test("every key of a workspace's table starts with workspace_id", async () => {
  const { rows } = await database.pool.query<{ table_name: string; index_name: string; first_column: string }>(
    `SELECT tables.relname AS table_name, indexes.relname AS index_name, attname AS first_column
     FROM pg_index
     JOIN pg_class AS tables ON tables.oid = indrelid
     JOIN pg_class AS indexes ON indexes.oid = indexrelid
     JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
     WHERE indisunique AND tables.relnamespace = 'public'::regnamespace AND tables.relname <> '_prisma_migrations'`,
  );
  const owned = rows.filter((row) => !GLOBAL_TABLES.includes(row.table_name));
  expect(owned.length).toBeGreaterThan(8);
  expect(owned.filter((row) => row.first_column !== "workspace_id")).toEqual([]);
});

test("money is bigint nano-dollars and says so, and nothing else is a float", async () => {
  const { rows } = await database.pool.query<{ column_name: string; data_type: string }>(
    `SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
  );
  const money = rows.filter((row) => row.column_name.endsWith("_nanos"));
  expect(money.length).toBeGreaterThan(10);
  expect(money.filter((row) => row.data_type !== "bigint")).toEqual([]);
  expect(rows.filter((row) => /^(real|double precision|numeric|money)$/.test(row.data_type))).toEqual([]);
  expect(rows.filter((row) => /(amount|cost|price|fee|dollars|cents)$/.test(row.column_name))).toEqual([]);
});

test("the migration history reads as `prisma migrate deploy` writes it", async () => {
  const { rows } = await database.pool.query(
    "SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, rolled_back_at, applied_steps_count FROM _prisma_migrations",
  );
  expect(rows).toEqual(
    [
      "20261124000000_first_floor",
      "20261124120000_spend_limits",
      "20261124180000_billing",
      "20261124200000_leases",
      "20261125010000_settlement_speed",
      "20261125020000_payments",
      "20261125030000_contract_rates",
      "20261125040000_invoices",
      "20261125041000_invoice_files",
      "20261125050000_alert_channels",
      "20261125060000_usage_views",
    ].map((migration_name) => ({
      migration_name,
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
      finished: true,
      rolled_back_at: null,
      applied_steps_count: 1,
    })),
  );
});
