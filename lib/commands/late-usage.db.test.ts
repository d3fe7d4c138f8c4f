import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sumNanos } from "#lib/domain/money.ts";
import { openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { expectSoundInvoices, issuedInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 60_000 };
const now = new Date("2026-11-10T09:00:00Z");
let said: string[] = [];

beforeEach(() => {
  said = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  // Each workspace has its own stand-in for Stripe: the next test's must not be asked for this one's.
  await database.pool.query("UPDATE workspaces SET created_at = '2030-01-01'");
});

const open = (options = {}) => openInvoicedWorkspace(database, { now, ...options });

test("usage that comes after the closing is an adjustment on the next invoice, and on no other", LONG, async () => {
  await using team = await open();
  await team.subscribe("team", 2);
  await team.use("2026-11-12");
  await team.closeAt("2026-12-01T00:20:00Z");
  const late = await team.use("2026-11-30", { seed: "late" });
  await team.advanceTo(new Date("2026-12-01T02:00:00Z"));
  const used = await team.use("2026-12-05");
  await team.closeAt("2027-01-01T00:20:00Z");
  await team.advanceTo(new Date("2027-01-01T02:00:00Z"));
  await team.closeAt("2027-02-01T00:20:00Z");
  await team.advanceTo(new Date("2027-02-01T02:00:00Z"));
  const lines = (await issuedInvoices(database.db, team)).map((invoice) => invoice.lines);
  const exact = (index: number, kind: string) =>
    sumNanos((lines[index] ?? []).filter((line) => line.kind === kind).map(({ exactNanos }) => exactNanos));
  expect(lines).toHaveLength(4);
  expect(exact(2, "usage")).toBe(sumNanos(used.map(({ amountNanos }) => amountNanos)));
  expect(exact(2, "adjustment")).toBe(sumNanos(late.map(({ amountNanos }) => amountNanos)));
  expect(lines[2]?.find(({ kind }) => kind === "adjustment")).toMatchObject({
    description: expect.stringContaining("Late usage of November 2026: "),
    usagePeriod: "2026-11",
  });
  expect(lines[3]?.map(({ kind }) => kind)).toEqual(["seats"]);
  await expectSoundInvoices(database.db, team);
});

test(
  "books that differ by a nano-dollar are not closed, nothing is issued, and the operator is told",
  LONG,
  async () => {
    await using team = await open();
    const { workspaceId } = team.workspace;
    await team.subscribe("team", 2);
    await team.use("2026-11-12");
    const change = (by: string) =>
      database.pool.query(
        `UPDATE usage_rollups SET amount_nanos = amount_nanos ${by} WHERE ctid IN (
        SELECT ctid FROM usage_rollups WHERE workspace_id = $1 AND resolution = 'day' AND amount_nanos > 0 LIMIT 1)`,
        [workspaceId],
      );
    await change("+ 1");
    expect(await team.closeAt("2026-12-01T00:20:00Z")).toMatchObject({ closed: 0, refused: 1 });
    expect(said.filter((line) => line.includes("period.close_refused") && line.includes("day_rollups 1"))).toHaveLength(
      1,
    );
    expect(await database.db.periodClosing.findMany({ where: { workspaceId } })).toMatchObject([
      { state: "refused", differences: [{ book: "day_rollups", differenceNanos: "1" }] },
    ]);
    await team.advanceTo(new Date("2026-12-01T05:00:00Z"));
    expect(await team.close()).toMatchObject({ refused: 1 });
    expect(await issuedInvoices(database.db, team)).toHaveLength(1);
    await change("- 1");
    expect(await team.close()).toMatchObject({ closed: 1, refused: 0 });
    const [, renewal] = await issuedInvoices(database.db, team);
    expect(renewal?.lines.some(({ kind }) => kind === "usage")).toBe(true);
    await expectSoundInvoices(database.db, team);
  },
);

test("a request under way keeps a period open, 45 minutes at most", LONG, async () => {
  await using team = await open();
  const { workspaceId } = team.workspace;
  await team.subscribe("team", 2);
  await team.use("2026-11-12");
  await database.pool.query(
    `INSERT INTO holds (workspace_id, request_id, period_key, api_key_id, member_id, deployment_id, model_id, price_version_id,
      route, is_streamed, account, amount_nanos, included_nanos, placed_at, expires_at, owner_id)
     VALUES ($1, uuidv7(), '2026-11', 'key', 'user', 'dep', 'm', 'p', 'chat.completions', true, 'credits', 0, 0,
      '2026-11-30T23:59:00Z', '2026-12-01T00:09:00Z', uuidv7())`,
    [workspaceId],
  );
  expect(await team.closeAt("2026-12-01T00:44:00Z")).toMatchObject({ closed: 0 });
  expect(await team.closeAt("2026-12-01T00:46:00Z")).toMatchObject({ closed: 1 });
});

test("usage that no renewal comes for gets an invoice of its own that asks for nothing", LONG, async () => {
  await using team = await open();
  await team.subscribe("team", 2);
  await team.use("2026-11-12");
  const { workspaceId } = team.workspace;
  await team.accept(await team.quote("starter"));
  expect(await team.closeAt("2026-12-01T00:20:00Z")).toMatchObject({ closed: 1 });
  await team.closeAt("2026-12-01T02:50:00Z");
  expect(await issuedInvoices(database.db, team)).toHaveLength(1);
  await team.closeAt("2026-12-01T03:10:00Z");
  const [, own, ...others] = await issuedInvoices(database.db, team);
  expect(others).toEqual([]);
  expect(own).toMatchObject({ stripeInvoiceId: null, status: "paid", totalNanos: 0n, dueNanos: 0n });
  expect(own?.lines.map(({ kind }) => kind)).toContain("included");
  await team.closeAt("2026-12-02T03:10:00Z");
  await expectSoundInvoices(database.db, team);
  const audited = await database.db.auditEntry.findMany({ where: { workspaceId, action: "invoice.issued" } });
  expect(audited).toHaveLength(2);
});

test("Starter and Pro are closed, and have no invoices", LONG, async () => {
  await using pro = await open();
  await pro.subscribe("pro");
  await pro.use("2026-11-12");
  expect(await pro.closeAt("2026-12-01T00:20:00Z")).toMatchObject({ closed: 1 });
  await pro.closeAt("2026-12-01T04:00:00Z");
  expect(await issuedInvoices(database.db, pro)).toEqual([]);
});
