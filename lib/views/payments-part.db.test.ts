import { expect, test, vi } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { loadApiKeysPage } from "./api-keys-page.ts";
import { loadCreditsPart } from "./credits-part.ts";
import { loadPaymentsPart, type ShownPayment } from "./payments-part.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T00:00:00Z");
const DOLLAR = 1_000_000_000n;

const first = { cursor: null };

function asRole(billed: BilledWorkspace, role: (typeof ROLES)[number]) {
  const ctx = billed.ctx();
  return ctx.actor.type === "user" ? { ...ctx, actor: { ...ctx.actor, role } } : ctx;
}

test("payments for the plan and for credits stand together, newest first, with what they were for and a receipt", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.subscribe("pro");
  await stand.flush();
  await stand.control("clock", { advance: 3_600 });
  await stand.buy("50");
  await stand.flush();
  await stand.control("clock", { set: "2026-12-01T02:00:00Z" });
  await stand.flush();
  const shown = await loadPaymentsPart(stand.ctx(), first);
  expect(shown).toMatchObject({ open: [], overdue: { amount: "0.00", count: 0 }, bankTransfers: [], nextCursor: null });
  expect(shown.payments).toMatchObject([
    {
      kind: "plan",
      amount: "49.00",
      state: "paid",
      description: expect.stringContaining("Pro"),
      number: expect.stringMatching(/-0002$/),
      period: { start: "2026-12-01T00:00:00.000Z", end: "2027-01-01T00:00:00.000Z" },
      receiptUrl: expect.stringContaining("/invoices/in_"),
    },
    { kind: "credits", amount: "50.00", state: "paid", receiptUrl: expect.stringContaining("/receipts/ch_") },
    { kind: "plan", amount: "24.50", state: "paid", at: now.toISOString() },
  ]);
  const charge = [...stand.account.tables.charges.values()][0];
  await stand.stripe.client.refunds.create({ payment_intent: String(charge?.payment_intent), amount: 450 });
  await stand.flush();
  const [, , refunded] = (await loadPaymentsPart(stand.ctx(), first)).payments;
  expect(refunded).toMatchObject({ amount: "24.50", refunded: "4.50", state: "partly_refunded" });
});

test("pages reach every payment once, also where many are of one instant", async () => {
  await using billed = await openBilledWorkspace(database.db, { now });
  const { workspaceId } = billed.workspace;
  const at = (index: number) => new Date(now.getTime() + Math.floor(index / 7) * 1_000);
  const invoice = { state: "paid", reason: "renewal", description: "Pro", paidNanos: 49n * DOLLAR } as const;
  const facts = { remainingNanos: 0n, isByCard: true, isDebt: false, hasFailed: false };
  await database.db.planInvoice.createMany({
    data: Array.from({ length: 30 }, (_, index) => ({
      ...invoice,
      ...facts,
      workspaceId,
      stripeInvoiceId: `in_${index % 2 ? "a" : "B"}${index}`,
      periodStart: now,
      periodEnd: now,
      createdAt: at(index),
      paidAt: at(index),
    })),
  });
  await database.db.topUp.createMany({
    data: Array.from({ length: 25 }, (_, index) => ({
      workspaceId,
      topUpId: `topup_${index}`,
      amountNanos: 5n * DOLLAR,
      isAutomatic: index % 2 === 0,
      state: "paid",
      paymentIntentId: `pi_${index}`,
      createdAt: at(index),
      endedAt: index % 3 === 0 ? null : at(index),
    })),
  });
  const seen: ShownPayment[] = [];
  let pages = 0;
  for (let cursor: string | null = null; pages === 0 || cursor !== null; pages += 1) {
    const page: Awaited<ReturnType<typeof loadPaymentsPart>> = await loadPaymentsPart(billed.ctx(), { cursor });
    seen.push(...page.payments);
    cursor = page.nextCursor;
  }
  expect(pages).toBe(3);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(55);
  expect(seen).toHaveLength(55);
  const times = seen.map((payment) => payment.at);
  expect(times).toEqual([...times].sort().reverse());
  const nonsense = await loadPaymentsPart(billed.ctx(), { cursor: "nonsense" });
  expect(nonsense.payments).toEqual(seen.slice(0, 20));
});

test("what is open says whether it is overdue; the sum is of what is", async () => {
  await using billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("pro");
  for (let count = 0; count < 9; count += 1) billed.planPayment("card_declined");
  await billed.advanceTo(new Date("2026-12-02T12:00:00Z"));
  const { workspaceId } = billed.workspace;
  const [debt] = await database.db.planInvoice.findMany({ where: { workspaceId, isDebt: true } });
  if (!debt) throw new Error("The renewal failed");
  const dueAt = new Date("2026-12-20T00:00:00Z");
  await database.db.planInvoice.create({
    data: { ...debt, stripeInvoiceId: "in_later", dueAt, isByCard: false, createdAt: dueAt },
  });
  const shown = await loadPaymentsPart(billed.ctx(), first);
  expect(shown.open).toMatchObject([
    { state: "overdue", dueAt: null, amount: "49.00", payUrl: expect.stringContaining("http") },
    { id: "in_later", state: "due_later", dueAt: dueAt.toISOString() },
  ]);
  expect(shown.overdue).toEqual({ amount: "49.00", count: 1 });
  const later = await loadPaymentsPart({ ...billed.ctx(), now: dueAt }, first);
  expect(later.overdue).toEqual({ amount: "98.00", count: 2 });
});

test("while read-only, screens say why nothing can be bought and no key made", async () => {
  await using billed = await openBilledWorkspace(database.db, { now, plan: "pro" });
  const payment = { kind: "read_only", since: now, until: now } as const;
  const ctx = { ...billed.ctx(), payment };
  expect(await loadCreditsPart(ctx, first)).toMatchObject({ mayBuy: true, isReadOnly: true });
  const { createRefusal } = await loadApiKeysPage(ctx);
  expect(createRefusal).toContain("A payment is overdue");
  await expect(createApiKey(ctx, { label: "No", expiresInDays: null })).rejects.toMatchObject({
    code: "payment_overdue",
  });
  expect((await loadApiKeysPage(billed.ctx())).createRefusal).toBeNull();
});

test.each(ROLES)("%s", async (role) => {
  await using billed = await openBilledWorkspace(database.db, { now });
  const part = loadPaymentsPart(asRole(billed, role), first);
  if (role === "member" || role === "viewer") await expect(part).rejects.toMatchObject({ code: "forbidden" });
  else expect((await part).payments).toEqual([]);
});

test("another workspace's payments are not shown", async () => {
  await using billed = await openBilledWorkspace(database.db, { now });
  await using other = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("pro");
  expect((await loadPaymentsPart(billed.ctx(), first)).payments).toHaveLength(1);
  expect((await loadPaymentsPart(other.ctx(), first)).payments).toEqual([]);
});
