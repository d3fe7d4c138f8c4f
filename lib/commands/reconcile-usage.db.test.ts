import { expect, test } from "vitest";
import { fromExactDollars, sumNanos } from "#lib/domain/money.ts";
import { DEFAULT_USAGE_QUERY } from "#lib/domain/usage/usage-query.ts";
import { loadUsageView } from "#lib/views/load-usage-view.ts";
import { busyWorkspace } from "#prisma/testing/busy-workspace.ts";
import { meterUsage } from "#prisma/testing/meter-usage.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { reconcileUsage } from "./reconcile-usage.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:30:00Z");
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

async function busy() {
  const { workspace, events } = await busyWorkspace(database, { now });
  const stamp = async (at: Date, periodKey: string | null = null) => {
    const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now: at });
    return (await loadUsageView(ctx, { ...DEFAULT_USAGE_QUERY, periodKey })).reconciliation;
  };
  return { workspace, events, stamp };
}

test("both periods are compared once, and again only when something was used since or a day is over", async () => {
  const { workspace, events, stamp } = await busy();
  expect(await stamp(now)).toBeNull();
  expect(await reconcileUsage(database.db, now)).toEqual({ reconciled: 2, different: 0 });
  const november = events.filter((event) => event.occurredAt >= new Date("2026-11-01T00:00:00Z"));
  const seen = await stamp(now);
  expect(seen).toMatchObject({ checkedAt: now.toISOString(), isReconciled: true, differences: [] });
  expect(fromExactDollars(seen?.events ?? "")).toBe(sumNanos(november.map(({ amountNanos }) => amountNanos)));

  expect(await reconcileUsage(database.db, later(2))).toEqual({ reconciled: 0, different: 0 });
  await meterUsage(database.pool, { ...workspace, on: new Date("2026-11-13T00:00:00Z") });
  expect(await reconcileUsage(database.db, later(0.5))).toEqual({ reconciled: 0, different: 0 });
  expect(await reconcileUsage(database.db, later(2))).toEqual({ reconciled: 1, different: 0 });
  expect(await reconcileUsage(database.db, later(27))).toEqual({ reconciled: 2, different: 0 });
});

test("a nano-dollar too much in a rollup shows as the difference, until it is mended", async () => {
  const { workspace, stamp } = await busy();
  const add = (nanos: number) =>
    database.pool.query(
      `UPDATE usage_rollups SET amount_nanos = amount_nanos + $2, output_nanos = output_nanos + $2 WHERE ctid = (
        SELECT ctid FROM usage_rollups WHERE workspace_id = $1 AND resolution = 'day' ORDER BY bucket_start DESC LIMIT 1)`,
      [workspace.workspaceId, nanos],
    );
  await add(1);
  expect((await reconcileUsage(database.db, now)).different).toBe(1);
  expect(await stamp(now)).toMatchObject({
    isReconciled: false,
    differences: [{ book: "day_rollups", difference: "0.000000001" }],
  });
  expect(await stamp(now, "2026-10")).toMatchObject({ isReconciled: true });
  await add(-1);
  await reconcileUsage(database.db, later(25));
  expect(await stamp(later(25))).toMatchObject({ isReconciled: true, differences: [] });
});

test("a period is compared once more when it is over", async () => {
  await busy();
  await reconcileUsage(database.db, new Date("2026-11-30T23:50:00Z"));
  expect((await reconcileUsage(database.db, new Date("2026-12-01T00:05:00Z"))).reconciled).toBeGreaterThan(0);
  expect((await reconcileUsage(database.db, new Date("2026-12-01T00:10:00Z"))).reconciled).toBe(0);
});
