import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sumNanos } from "#lib/domain/money.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { failingAt } from "#prisma/testing/failing-database.ts";
import { type InvoicedWorkspace, openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { closePeriods } from "./close-periods.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-10T09:00:00Z");
const CLOSING = "2026-12-01T00:20:00Z";

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function openUsed(): Promise<InvoicedWorkspace> {
  const meridian = await openInvoicedWorkspace(database, { now, plan: "enterprise", creditNanos: 0n });
  await meridian.setContract({
    monthlyNanos: "500",
    seats: "5",
    includedInferenceNanos: "0.02",
    requestsPerMinute: "100",
    maxConcurrentRequests: "100",
    isPostpaid: true,
  });
  await meridian.use("2026-11-12", { account: "receivable", requests: 60 });
  return meridian;
}

async function expectBilledOnce(meridian: InvoicedWorkspace): Promise<void> {
  const { workspaceId } = meridian.workspace;
  const { rows } = await database.pool.query<{ used: string; billed: string; statements: string }>(
    `SELECT (SELECT sum(amount_nanos) FROM usage_rollups WHERE workspace_id = $1 AND resolution = 'day') AS used,
      (SELECT sum(usage_nanos) FROM billed_usage WHERE workspace_id = $1) AS billed,
      (SELECT count(*)::text FROM usage_statements WHERE workspace_id = $1) AS statements`,
    [workspaceId],
  );
  expect(rows[0]).toEqual({ used: rows[0]?.used, billed: rows[0]?.used, statements: "1" });
  const invoices = await database.db.invoice.findMany({ where: { workspaceId }, include: { lines: true } });
  const usage = invoices.flatMap(({ lines }) => lines).filter(({ kind }) => kind === "usage");
  expect(sumNanos(usage.map(({ exactNanos }) => exactNanos))).toBe(BigInt(rows[0]?.used ?? 0));
  const collected = (await meridian.invoices()).filter(({ status }) => status !== "draft");
  expect(invoices).toHaveLength(collected.length);
  for (const { stripeInvoiceId, totalNanos } of invoices) {
    const [own, ...others] = collected.filter(({ id }) => id === stripeInvoiceId);
    expect(others).toEqual([]);
    expect(totalNanos).toBe(BigInt(own?.total ?? -1) * 10_000_000n);
  }
  expect(invoices.map(({ sequence }) => sequence).sort()).toEqual(invoices.map((_, index) => index + 1));
}

test("killed at any statement, a closing that is repeated bills everything once", { timeout: 300_000 }, async () => {
  let isThrough = false;
  let tried = 0;
  for (let statement = 1; !isThrough; statement += 2) {
    await using meridian = await openUsed();
    const { simulator } = meridian;
    const stripe = connectSimulator(simulator.url, simulator.apiKey);
    await simulator.clock.advanceTo(new Date(CLOSING));
    const failing = failingAt(database.db, statement);
    await closePeriods({ db: failing.db, stripe, now: new Date(CLOSING) }).catch(() => undefined);
    isThrough = !failing.hasFailed();
    await meridian.close();
    await meridian.close();
    await meridian.advanceTo(new Date("2026-12-01T02:00:00Z"));
    await expectBilledOnce(meridian);
    await database.pool.query("UPDATE workspaces SET created_at = '2027-01-01' WHERE workspace_id = $1", [
      meridian.workspace.workspaceId,
    ]);
    tried += 1;
  }
  expect(tried).toBeGreaterThan(10);
});

test("two processes at once bill everything once", { timeout: 60_000 }, async () => {
  await using meridian = await openUsed();
  await meridian.simulator.clock.advanceTo(new Date(CLOSING));
  await Promise.all([meridian.close(), meridian.close(), meridian.close()]);
  await Promise.all([meridian.close(), meridian.sync(), meridian.close()]);
  await meridian.advanceTo(new Date("2026-12-01T02:00:00Z"));
  await Promise.all([meridian.close(), meridian.sync()]);
  await expectBilledOnce(meridian);
});
