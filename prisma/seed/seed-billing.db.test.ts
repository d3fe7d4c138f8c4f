import { expect, test, vi } from "vitest";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { startTestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { seedDemo } from "./main.ts";
import { seedBilling } from "./seed-billing.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-24T09:00:00Z");

test("Team and Enterprise end with the invoices of the months before; again, nothing changes", {
  timeout: 120_000,
}, async () => {
  await seedDemo({
    databaseUrl: database.url,
    secret: "s".repeat(32),
    events: 3_000,
    onProgress: () => undefined,
    now,
  });
  await using simulator = await startTestSimulator({ at: now });
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  const seed = () => seedBilling({ databaseUrl: database.url, stripe, now });
  const invoices = async () =>
    (
      await database.pool.query<{ slug: string; sequence: number; status: string; period: string | null; day: string }>(
        `SELECT slug, sequence, status, to_char(issued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
           (SELECT string_agg(DISTINCT usage_period, ' ') FROM invoice_lines WHERE invoice_lines.invoice_id = invoices.invoice_id) AS period
         FROM invoices JOIN workspace_slugs USING (workspace_id) ORDER BY slug, sequence`,
      )
    ).rows;
  await seed();
  const first = await invoices();
  expect(first.map(({ slug, status, period, day }) => `${slug} ${status} ${period} ${day}`)).toEqual([
    "halcyon paid 2026-08 2026-09-01",
    "halcyon paid 2026-09 2026-10-01",
    "halcyon paid 2026-10 2026-11-01",
    "halcyon paid null 2026-11-24",
    "meridian paid 2026-08 2026-11-24",
    "meridian paid 2026-09 2026-11-24",
    "meridian open 2026-10 2026-11-24",
  ]);
  await seed();
  expect(await invoices()).toEqual(first);
});
