import { expect, test, vi } from "vitest";
import { listEvents } from "#lib/stripe/list-events.ts";
import type { StripeEvent } from "#lib/stripe/stripe-event.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { processStripeEvent } from "./process-stripe-event.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");

const invoiceOf = ({ workspaceId }: MoneyStand) =>
  database.db.planInvoice.findFirstOrThrow({ where: { workspaceId, reason: "start" } });
const toldOf = async ({ workspaceId }: MoneyStand) => {
  const rows = await database.db.outboxMessage.findMany({
    where: { workspaceId, topic: { in: ["plan.refunded", "plan.disputed"] } },
    select: { payload: true },
  });
  return rows.map(({ payload }) => payload as Record<string, unknown>);
};
const auditedOf = ({ workspaceId }: MoneyStand, action: string) =>
  database.db.auditEntry.count({ where: { workspaceId, action } });
const planOf = async ({ workspaceId }: MoneyStand) =>
  (await database.db.workspace.findUniqueOrThrow({ where: { workspaceId } })).plan;
const chargeOf = ({ account }: MoneyStand) => [...account.tables.charges.values()][0];

async function openPro(): Promise<MoneyStand> {
  const stand = await openMoneyStand(database.db, { now });
  await stand.subscribe("pro");
  await stand.flush();
  expect(await planOf(stand)).toBe("pro");
  return stand;
}

test("a plan payment that is refunded in parts is kept, told and audited for each, and the plan stays", async () => {
  await using stand = await openPro();
  const intent = String(chargeOf(stand)?.payment_intent);
  const { paidNanos } = await invoiceOf(stand);
  await stand.stripe.client.refunds.create({ payment_intent: intent, amount: 1_000 });
  await stand.flush();
  expect(await invoiceOf(stand)).toMatchObject({ refundedNanos: 10_000_000_000n, state: "paid" });
  await stand.stripe.client.refunds.create({ payment_intent: intent });
  await stand.flush();
  expect(await invoiceOf(stand)).toMatchObject({ refundedNanos: paidNanos });
  const told = await toldOf(stand);
  expect(told.map(({ refunded, isWhole }) => [refunded, isWhole])).toEqual([
    ["10.00", false],
    [expect.any(String), true],
  ]);
  expect(await auditedOf(stand, "plan_payment.refunded")).toBe(2);
  expect(await planOf(stand)).toBe("pro");
  expect(await stand.balance()).toBe("0.00");
  const { pastDueSince } = await database.db.billingAccount.findUniqueOrThrow({
    where: { workspaceId: stand.workspaceId },
  });
  expect(pastDueSince).toBeNull();
});

test("a dispute is told when it begins and when it is decided, once each, in whatever order it is heard", async () => {
  await using stand = await openPro();
  await stand.control("webhooks", { mode: "drop" });
  const logged = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const { id } = (await stand.control(`dispute/${chargeOf(stand)?.id}`)) as { id: string };
  await stand.control(`disputes/${id}/close`, { outcome: "lost" });
  const events: StripeEvent[] = [];
  const types = ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"];
  for await (const event of listEvents(stand.stripe, { types, since: now })) events.push(event);
  expect(events).toHaveLength(3);
  const [created, withdrawn, closed] = events as [StripeEvent, StripeEvent, StripeEvent];
  await processStripeEvent(stand.work(), created);
  expect(await invoiceOf(stand)).toMatchObject({ disputeId: id, disputeState: "open" });
  for (const event of [closed, withdrawn, created, closed]) await processStripeEvent(stand.work(), event);
  expect(await invoiceOf(stand)).toMatchObject({ disputeId: id, disputeState: "lost" });
  expect((await toldOf(stand)).map(({ state }) => state).sort()).toEqual(["lost", "open"]);
  expect(logged.mock.calls.join()).toContain("plan_payment.disputed");
  logged.mockRestore();
  expect(await auditedOf(stand, "plan_payment.disputed")).toBe(2);
  expect(await planOf(stand)).toBe("pro");
  expect(await database.db.stripeEvent.count({ where: { processedAt: null } })).toBe(0);
  // The next period is charged as if nothing had been: the operator decides whether there is one.
  await stand.control("webhooks", { mode: "deliver" });
  await stand.control("clock", { set: "2026-12-01T02:00:00Z" });
  await stand.flush();
  expect(await planOf(stand)).toBe("pro");
});

test("a refund that is heard of before the invoice is kept all the same, and is not lost with the invoice's sync", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "drop" });
  await stand.subscribe("pro");
  await stand.stripe.client.refunds.create({ payment_intent: String(chargeOf(stand)?.payment_intent), amount: 500 });
  for await (const event of listEvents(stand.stripe, { types: ["refund.created"], since: now })) {
    await processStripeEvent(stand.work(), event);
  }
  expect(await invoiceOf(stand)).toMatchObject({ refundedNanos: 5_000_000_000n });
  await stand.billed.sync();
  expect(await invoiceOf(stand)).toMatchObject({ refundedNanos: 5_000_000_000n, state: "paid" });
});
