import { expect, test, vi } from "vitest";
import { findBankTransfer } from "#lib/data/bank-transfers.ts";
import { listDebts, listNewlyDue } from "#lib/data/plan-invoices.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { billContract } from "./bill-contract.ts";
import { setEnterpriseContract } from "./set-enterprise-contract.ts";
import { syncDueInvoices } from "./sync-due-invoices.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-06T09:30:00Z");

const accountOf = ({ workspace: { workspaceId } }: BilledWorkspace) =>
  database.db.billingAccount.findUniqueOrThrow({ where: { workspaceId } });
const messagesOf = ({ workspace: { workspaceId } }: BilledWorkspace, topic: string) =>
  database.db.outboxMessage.findMany({ where: { workspaceId, topic }, orderBy: { createdAt: "asc" } });
const stripeOf = ({ simulator }: BilledWorkspace) => connectSimulator(simulator.url, simulator.apiKey);
const workOf = (billed: BilledWorkspace) => ({
  db: database.db,
  stripe: stripeOf(billed),
  now: billed.simulator.clock.now(),
  requestId: null,
});

/** A workspace under a contract of $12,000 a month, from the 1st of December on, due within 30 days. */
async function openContract(): Promise<BilledWorkspace> {
  const billed = await openBilledWorkspace(database.db, { now });
  const { workspaceId } = billed.workspace;
  const terms = {
    monthlyNanos: "12000",
    seats: "25",
    includedInferenceNanos: "0",
    requestsPerMinute: "100",
    maxConcurrentRequests: "10",
    purchaseOrderNumber: "PO-7",
  };
  await setEnterpriseContract(database.db, { actor: { type: "system", job: "test" }, workspaceId, terms, now });
  const customer = { workspaceId, workspaceName: "Ours", email: "buyer@example.test", lineName: "Weir Enterprise" };
  await billContract(workOf(billed), customer);
  return billed;
}

test("an invoice that is not due yet is listed and is no overdue amount; once due, only what is due is", async () => {
  await using billed = await openContract();
  const { workspaceId } = billed.workspace;
  await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
  const [first, second, ...others] = await listDebts(database.db, workspaceId);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ number: expect.any(String), isByCard: false, url: expect.stringContaining("http") });
  expect(second).toMatchObject({ remainingNanos: 12_000_000_000_000n, dueAt: expect.any(Date) });
  expect(await accountOf(billed)).toMatchObject({ pastDueSince: null, openInvoiceNanos: null, openInvoiceUrl: null });

  // The first one is due 30 days after the contract began, the second one later.
  await billed.advanceTo(new Date("2026-12-07T00:00:00Z"));
  expect(await listDebts(database.db, workspaceId)).toHaveLength(2);
  expect(await accountOf(billed)).toMatchObject({
    pastDueSince: first?.dueAt,
    openInvoiceNanos: first?.remainingNanos,
    openInvoiceUrl: first?.url,
  });
  const [failed] = await messagesOf(billed, "payment.failed");
  expect(failed?.payload).toMatchObject({ amount: toExactDollars(first?.remainingNanos ?? 0n), payUrl: first?.url });

  await stripeOf(billed).client.invoices.pay(first?.stripeInvoiceId ?? "", { paid_out_of_band: true });
  await billed.sync();
  expect(await listDebts(database.db, workspaceId)).toMatchObject([{ stripeInvoiceId: second?.stripeInvoiceId }]);
  expect(await accountOf(billed)).toMatchObject({ pastDueSince: null, openInvoiceNanos: null });
});

test("an issued invoice of a contract is kept with its amount and order, and where transfers go too", async () => {
  await using billed = await openContract();
  const { workspaceId } = billed.workspace;
  for (let hour = 1; hour <= 3; hour += 1) await billed.advanceTo(new Date(`2026-12-01T0${hour}:30:00Z`));
  const debts = await listDebts(database.db, workspaceId);
  expect(debts.at(-1)).toMatchObject({ remainingNanos: 12_000_000_000_000n, purchaseOrderNumber: "PO-7" });
  expect(await findBankTransfer(database.db, workspaceId)).toMatchObject([
    { accountNumber: expect.any(String), routingNumber: expect.any(String) },
  ]);
  await using byCard = await openBilledWorkspace(database.db, { now });
  await byCard.subscribe("pro");
  expect(await findBankTransfer(database.db, byCard.workspace.workspaceId)).toBeNull();
});

test("each payment for a plan has one receipt: first, renewal, change; and none where nothing was paid", async () => {
  await using billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("pro");
  await billed.accept(await billed.quote("team", 2));
  await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
  await billed.sync();
  const receipts = await messagesOf(billed, "plan.paid");
  const invoices = (await billed.invoices()).filter(({ amount_paid: paidCents }) => paidCents > 0);
  expect(receipts).toHaveLength(3);
  expect(new Set(receipts.map(({ messageKey }) => messageKey))).toEqual(
    new Set(invoices.map(({ id }) => `plan_paid/${id}`)),
  );
  expect(receipts.at(-1)?.payload).toMatchObject({
    number: invoices[0]?.number,
    amount: "198.00",
    from: "2026-12-01T00:00:00.000Z",
    until: "2027-01-01T00:00:00.000Z",
    receiptUrl: invoices[0]?.hosted_invoice_url,
  });
  const kept = await database.db.planInvoice.findMany({
    where: { workspaceId: billed.workspace.workspaceId },
    orderBy: { createdAt: "asc" },
  });
  expect(kept.map(({ reason, state }) => [reason, state])).toEqual([
    ["start", "paid"],
    ["change", "paid"],
    ["renewal", "paid"],
  ]);
});

test("what was paid long before Weir first reads it is kept and is no news", async () => {
  await using billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("pro");
  const { workspaceId } = billed.workspace;
  await database.db.planInvoice.deleteMany({ where: { workspaceId } });
  await database.db.outboxMessage.deleteMany({ where: { workspaceId } });
  await billed.simulator.clock.advanceTo(new Date("2026-11-20T00:00:00Z"));
  await database.db.billingAccount.update({
    where: { workspaceId },
    data: { syncedAt: new Date("2026-11-19T00:00:00Z") },
  });
  await billed.sync();
  expect(await database.db.planInvoice.count({ where: { workspaceId } })).toBe(1);
  expect(await messagesOf(billed, "plan.paid")).toEqual([]);
});

test("an invoice that comes due without an event is noticed", async () => {
  await using billed = await openContract();
  await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
  const { workspaceId } = billed.workspace;
  const isListed = async (at: Date) => (await listNewlyDue(database.db, at, 100)).includes(workspaceId);
  const due = new Date("2026-12-07T00:00:00Z");
  expect(await isListed(billed.simulator.clock.now())).toBe(false);
  await billed.simulator.clock.advanceTo(due);
  expect((await accountOf(billed)).pastDueSince).toBeNull();
  expect(await isListed(due)).toBe(true);
  await syncDueInvoices(workOf(billed));
  expect((await accountOf(billed)).pastDueSince).not.toBeNull();
  expect(await isListed(due)).toBe(false);
});
