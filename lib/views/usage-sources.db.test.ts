import { afterEach, expect, test } from "vitest";
import { digestFinishedUsage } from "#lib/commands/digest-finished-usage.ts";
import type { Database } from "#lib/data/client.ts";
import { DEFAULT_USAGE_QUERY, USAGE_GROUPS, type UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { busyWorkspace } from "#prisma/testing/busy-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadUsageView } from "./load-usage-view.ts";
import { openUsageExport } from "./usage-export.ts";
import { loadUsageRequests } from "./usage-requests.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:30:00Z");

const QUERIES: Partial<UsageQuery>[] = [
  ...USAGE_GROUPS.map((groupBy) => ({ groupBy })),
  { zone: "Asia/Kolkata" },
  { periodKey: "2026-10", zone: "America/New_York" },
  { models: ["qwen3.8-27b"], members: ["nobody"] },
  { statuses: ["server", "interrupted"], zone: "Europe/Berlin" },
];

async function busy() {
  const { workspace } = await busyWorkspace(database, { now });
  await digestFinishedUsage(database.db, now);
  return testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
}

afterEach(async () => {
  await database.pool.query("ALTER TABLE IF EXISTS hidden_events RENAME TO usage_events");
});

test("no view reads raw events: all of them answer where there is no such table; the list of requests does not", async () => {
  const ctx = await busy();
  await database.pool.query("ALTER TABLE usage_events RENAME TO hidden_events");
  for (const query of QUERIES) {
    const asked = { ...DEFAULT_USAGE_QUERY, ...query };
    expect((await loadUsageView(ctx, asked)).query).toMatchObject(query);
    for (const view of ["daily", "focus"]) {
      const { chunks } = await openUsageExport(ctx, { view, query: asked, providerName: "Weir" });
      for await (const chunk of chunks) expect(chunk).not.toBe(null);
    }
  }
  const params = { query: DEFAULT_USAGE_QUERY, from: null, to: null, cursor: null };
  await expect(loadUsageRequests(ctx, params)).rejects.toThrow(/usage_events/);
});

test("every view is three statements", async () => {
  const ctx = await busy();
  for (const query of QUERIES) {
    let statements = 0;
    const counted = ctx.db.$extends({
      query: {
        $allOperations({ args, query: run }) {
          statements += 1;
          return run(args);
        },
      },
    });
    await loadUsageView({ ...ctx, db: counted as unknown as Database }, { ...DEFAULT_USAGE_QUERY, ...query });
    expect(statements).toBe(3);
  }
});
