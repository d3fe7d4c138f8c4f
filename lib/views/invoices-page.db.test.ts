import { expect, test, vi } from "vitest";
import { fromExactDollars, sumNanos } from "#lib/domain/money.ts";
import { addTestMember } from "#prisma/testing/create-test-workspace.ts";
import { openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadInvoicesPage } from "./invoices-page.ts";
import { loadPaymentsPart } from "./payments-part.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 60_000 };
const now = new Date("2026-11-10T09:00:00Z");

test("the next invoice is what is used so far, less what was paid, and the next plan charge", LONG, async () => {
  await using team = await openInvoicedWorkspace(database, { now });
  await team.subscribe("team", 3);
  const used = await team.use("2026-11-10");
  const { upcoming, rows, hasInvoices, details } = await loadInvoicesPage(team.ctx(), { cursor: null });
  expect(rows).toHaveLength(1);
  expect([hasInvoices, details]).toEqual([true, "incomplete"]);
  expect(upcoming).toMatchObject({ on: "2026-12-01T00:00:00.000Z", total: "297.00" });
  const [plan, usage] = upcoming?.groups ?? [];
  expect(plan?.lines).toMatchObject([{ description: "Team with 3 seats", quantity: "3", amount: "297.00" }]);
  const exact = (usage?.lines ?? []).map(({ amount, exactAmount }) => fromExactDollars(exactAmount ?? amount));
  expect(sumNanos(exact)).toBe(sumNanos(used.map(({ amountNanos }) => amountNanos)));
});

test("while the books differ the next invoice is not estimated, and issued ones are still there", LONG, async () => {
  await using team = await openInvoicedWorkspace(database, { now });
  await team.subscribe("team", 3);
  await team.use("2026-11-10");
  await database.pool.query(
    `UPDATE usage_rollups SET input_nanos = input_nanos + 1, amount_nanos = amount_nanos + 1 WHERE ctid IN (
      SELECT ctid FROM usage_rollups WHERE workspace_id = $1 AND resolution = 'day' LIMIT 1)`,
    [team.workspace.workspaceId],
  );
  const view = await loadInvoicesPage(team.ctx(), { cursor: null });
  expect(view).toMatchObject({ upcoming: null, isUpcomingUnknown: true, rows: [{ status: "paid" }] });
});

test("an invoice has one number on every screen: Weir's, where there is one", LONG, async () => {
  await using team = await openInvoicedWorkspace(database, { now });
  await team.subscribe("team", 2);
  const { rows } = await loadInvoicesPage(team.ctx(), { cursor: null });
  const [paid] = (await loadPaymentsPart(team.ctx(), { cursor: null })).payments;
  expect(paid?.number).toBe(rows[0]?.number);

  await using sent = await openInvoicedWorkspace(database, { now });
  await sent.setContract({
    monthlyNanos: "12000",
    seats: "5",
    includedInferenceNanos: "0",
    requestsPerMinute: "100",
    maxConcurrentRequests: "10",
  });
  await sent.advanceTo(new Date("2026-11-10T11:00:00Z"));
  await sent.sync();
  const [issued] = (await loadInvoicesPage(sent.ctx(), { cursor: null })).rows;
  const [open] = (await loadPaymentsPart(sent.ctx(), { cursor: null })).open;
  expect(issued?.number).toMatch(/-0001$/);
  expect(open?.number).toBe(issued?.number);
});

test("pages go on where the one before ended, drafts first, and leave out other workspaces", LONG, async () => {
  await using team = await openInvoicedWorkspace(database, { now, plan: "team" });
  await using other = await openInvoicedWorkspace(database, { now, plan: "team" });
  for (const { workspace } of [team, other]) {
    await database.pool.query(
      `INSERT INTO invoices (workspace_id, invoice_id, sequence, number, status, plan, issued_at, period_start, period_end,
         total_nanos, balance_nanos, due_nanos, remaining_nanos, document, created_at)
       SELECT $1, 'inv_' || n, n, 'X-' || n, 'paid'::invoice_status, 'team'::plan, $2::timestamptz, $2::timestamptz,
         $2::timestamptz, 0, 0, 0, 0, '{}'::jsonb, $2::timestamptz FROM generate_series(1, 60) AS n
       UNION ALL SELECT $1, 'inv_draft', NULL, NULL, 'draft', 'team', NULL, $2, $2, 0, 0, 0, 0, NULL, $2`,
      [workspace.workspaceId, now],
    );
  }
  const numbers: (string | null)[] = [];
  let cursor: string | null = null;
  do {
    const page = await loadInvoicesPage(team.ctx(), { cursor });
    numbers.push(...page.rows.map(({ number }) => number));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(numbers).toEqual([null, ...Array.from({ length: 60 }, (_, index) => `X-${60 - index}`)]);
});

test("Starter and Pro have none, and who may not see billing is refused", LONG, async () => {
  await using starter = await openInvoicedWorkspace(database, { now });
  const view = await loadInvoicesPage(starter.ctx(), { cursor: "nonsense" });
  expect(view).toMatchObject({
    plan: "starter",
    hasInvoices: false,
    rows: [],
    upcoming: null,
    isUpcomingUnknown: false,
  });
  const userId = await addTestMember(database.db, starter.workspace.workspaceId, { now, role: "member" });
  const member = testContext(database.db, starter.workspace, { userId, role: "member", now });
  await expect(loadInvoicesPage(member, { cursor: null })).rejects.toMatchObject({ code: "forbidden" });
});
