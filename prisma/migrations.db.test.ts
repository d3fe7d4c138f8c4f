import { expect, test } from "vitest";
import { databaseAsTarget, diffSchema, schemaAsTarget } from "#prisma/schema-engine.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

const database = setUpTestDatabase();

/**
 * What belongs to no workspace: people and how they sign in, the directory of addresses, the operator's prices and
 * processes with what they have noted, what is kept of Stripe.
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
  "stripe_connections",
  "stripe_customers",
  "stripe_events",
];

/** What the migrations hold and Prisma's schema cannot express. */
const BEYOND_PRISMA = {
  functions: [
    "admit_requests",
    "announce_change",
    "announce_prices",
    "beat",
    "carve_leases",
    "claim_reply",
    "cover_reversal",
    "end_terms",
    "ensure_usage_partitions",
    "journal_usage",
    "limit_alert_key",
    "limit_alert_message",
    "limit_alerts",
    "lock_funds",
    "note_key_use",
    "note_page",
    "open_balance",
    "open_period",
    "open_scopes",
    "orphaned_holds",
    "period_end",
    "period_share",
    "period_start",
    "queue_limit_alerts",
    "queue_limit_reached",
    "recall_leases",
    "refuse_change",
    "refuse_charge",
    "settle_claimed",
    "settle_leased",
    "settle_usage",
    "sweep_claims",
    "take_leases",
    "usage_month_floor",
  ],
  checks: [
    "api_keys_rate_is_positive",
    "auto_top_ups_have_bounds",
    "billing_accounts_subscription_is_whole",
    "contracts_are_positive",
    "contracts_terms_not_negative",
    "credit_balances_not_negative",
    "credit_balances_within_credits",
    "credit_entries_move_something",
    "deployment_loads_not_negative",
    "deployments_replicas",
    "holds_account_pays",
    "holds_included_is_a_part",
    "holds_lease_is_paid",
    "idempotent_replies_finished_has_headers",
    "period_spending_key_is_a_month",
    "period_spending_not_negative",
    "period_spending_within_included",
    "period_spending_within_limit",
    "price_versions_not_negative",
    "quotes_at_once_are_prorated",
    "quotes_not_negative",
    "scope_spending_not_negative",
    "scope_spending_not_the_workspaces",
    "scope_spending_within_limit",
    "spend_limits_alerts_are_percents",
    "spend_limits_not_negative",
    "spend_limits_workspace_is_its_own_scope",
    "stripe_customers_have_a_mode",
    "top_ups_buy_something",
    "top_ups_paid_by_a_payment",
    "usage_events_amount_is_the_sum",
    "usage_events_charged_is_in_the_ledger",
    "usage_events_failed_costs_nothing",
    "usage_events_failed_has_a_class",
    "usage_events_served_has_a_price",
    "usage_events_time_is_the_ids",
    "usage_events_tokens_are_disjoint",
    "workspaces_seats_not_negative",
  ],
  triggers: [
    "api_key_secrets_changed",
    "api_keys_changed",
    "audit_entries_append_only",
    "audit_entries_never_emptied",
    "billing_accounts_changed",
    "contracts_changed",
    "credit_balances_cover_reversals",
    "credit_entries_append_only",
    "credit_entries_never_emptied",
    "deployments_changed",
    "members_changed",
    "price_versions_append_only",
    "price_versions_changed",
    "price_versions_never_emptied",
    "spend_limits_changed",
    "usage_events_append_only",
    "usage_events_never_emptied",
    "workspaces_changed",
    "workspaces_opened",
  ],
  partitioned: ["usage_events"],
};

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
    ].map((migration_name) => ({
      migration_name,
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
      finished: true,
      rolled_back_at: null,
      applied_steps_count: 1,
    })),
  );
});
