import { expect, test } from "vitest";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { booksDifferences } from "#lib/domain/invoices/period-books.ts";
import { NANOS_PER_DOLLAR, sumNanos } from "#lib/domain/money.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { meterUsage } from "#prisma/testing/meter-usage.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { readPeriodBooks } from "./period-books.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:30:00Z");
const october = billingPeriodAt(new Date("2026-10-15T00:00:00Z"));

async function usedWorkspace() {
  const workspace = await createTestWorkspace(database.db, { now, includedNanos: NANOS_PER_DOLLAR / 100n });
  const days = ["2026-10-01", "2026-10-31", "2026-11-01"];
  const events = [];
  for (const day of days) events.push(await meterUsage(database.pool, { ...workspace, on: new Date(day) }));
  return { ...workspace, october: [events[0] ?? [], events[1] ?? []].flat() };
}

test("events, rollups, ledger and counters of a period come to the same, and its neighbours stay out", async () => {
  const used = await usedWorkspace();
  await usedWorkspace();
  const books = await readPeriodBooks(database.db, used.workspaceId, october);
  const nanos = sumNanos(used.october.map(({ amountNanos }) => amountNanos));
  expect(nanos).toBeGreaterThan(0n);
  expect(books).toMatchObject({
    eventsNanos: nanos,
    rollupNanos: nanos,
    dayRollupNanos: nanos,
    ledgerNanos: nanos,
    countersNanos: nanos,
    requestCount: BigInt(used.october.length),
    openHolds: 0,
    receivableNanos: 0n,
  });
  expect(books.includedNanos).toBe(NANOS_PER_DOLLAR / 100n);
  expect(books.creditsNanos).toBe(nanos - books.includedNanos);
  expect(booksDifferences(books)).toEqual([]);
});

test("a book that was changed by a nano-dollar is named with the difference", async () => {
  const { workspaceId } = await usedWorkspace();
  const change = (sql: string) => database.pool.query(sql, [workspaceId]);
  await change(`UPDATE usage_rollups SET amount_nanos = amount_nanos + 1 WHERE ctid IN (
    SELECT ctid FROM usage_rollups WHERE workspace_id = $1 AND resolution = 'day' AND bucket_start < '2026-11-01' LIMIT 1)`);
  await change(
    "UPDATE period_spending SET settled_nanos = settled_nanos - 2 WHERE workspace_id = $1 AND period_key = '2026-10'",
  );
  expect(booksDifferences(await readPeriodBooks(database.db, workspaceId, october))).toEqual([
    { book: "day_rollups", differenceNanos: 1n },
    { book: "counters", differenceNanos: -2n },
  ]);
});

test("a period without usage has empty books that agree", async () => {
  const { workspaceId } = await createTestWorkspace(database.db, { now });
  const books = await readPeriodBooks(database.db, workspaceId, october);
  expect(books).toMatchObject({ eventsNanos: 0n, ledgerNanos: 0n, countersNanos: null, requestCount: 0n });
  expect(booksDifferences(books)).toEqual([]);
});
