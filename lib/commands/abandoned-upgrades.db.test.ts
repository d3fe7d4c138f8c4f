import { expect, test, vi } from "vitest";
import { findAcceptedUpgrade } from "#lib/data/quotes.ts";
import { loadBillingPage } from "#lib/views/billing-page.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { reconcileSeats } from "./reconcile-seats.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-06T09:30:00Z");

const idOf = ({ workspace: { workspaceId } }: BilledWorkspace) => ({ workspaceId });
const workspaceOf = (billed: BilledWorkspace) =>
  database.db.workspace.findUniqueOrThrow({ where: idOf(billed), select: { plan: true, seats: true } });
const pendingOf = (billed: BilledWorkspace) => database.db.planChange.findUnique({ where: idOf(billed) });
const auditOf = (billed: BilledWorkspace, action: string) =>
  database.db.auditEntry.findMany({ where: { ...idOf(billed), action } });

/** Team with 4 seats, Pro from December on, and an upgrade to 6 seats in November's last hours that is not paid at once. */
async function leftUpgrade(bank: "authentication_required" | "insufficient_funds") {
  const billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("team", 4);
  await billed.accept(await billed.quote("pro"));
  await billed.simulator.clock.advanceTo(new Date("2026-11-30T20:00:00Z"));
  await billed.sync();
  billed.planPayment(bank);
  const accepted = await billed.accept(await billed.quote("team", 6));
  return { billed, accepted };
}

async function clientOf(billed: BilledWorkspace) {
  const client = billed.ctx().stripe?.client;
  if (!client) throw new Error("The stand-in is there");
  return client;
}

test.each(["authentication_required", "insufficient_funds"] as const)(
  "an upgrade that is left unpaid (%s) keeps the downgrade that it would have replaced",
  async (bank) => {
    const { billed, accepted } = await leftUpgrade(bank);
    await using _ = billed;
    expect(accepted.outcome).not.toBe("changed");
    expect(await loadBillingPage(billed.ctx())).toMatchObject({ nextCharge: { amount: "49.00" } });
    await billed.advanceTo(new Date("2026-12-01T03:00:00Z"));
    expect(await workspaceOf(billed)).toEqual({ plan: "pro", seats: 0 });
    expect(await pendingOf(billed)).toBeNull();
    expect((await billed.invoices()).find(({ billing_reason: reason }) => reason === "subscription_cycle")?.total).toBe(
      4_900,
    );
    const [ended] = await auditOf(billed, "plan_change.ended");
    expect(ended?.after).toMatchObject({ plan: "pro", reason: "in_effect" });
  },
);

test("an upgrade that is declined and paid on its page later takes effect, and what waits goes on waiting", async () => {
  const { billed } = await leftUpgrade("insufficient_funds");
  await using _ = billed;
  const open = (await billed.invoices()).find(({ status }) => status === "open");
  await (await clientOf(billed)).invoices.pay(open?.id ?? "");
  await billed.sync();
  expect(await workspaceOf(billed)).toEqual({ plan: "team", seats: 6 });
  expect(await pendingOf(billed)).toMatchObject({ toPlan: "pro" });
  await billed.advanceTo(new Date("2026-12-01T03:00:00Z"));
  expect(await workspaceOf(billed)).toEqual({ plan: "pro", seats: 0 });
});

test("what came of an accepted quote decides whether it counts as carried out", async () => {
  const { billed, accepted } = await leftUpgrade("insufficient_funds");
  await using _ = billed;
  expect(accepted.outcome).toBe("declined");
  const { workspaceId } = billed.workspace;
  const search = { to: { plan: "team", seats: 6 }, after: now } as const;
  const acceptedAt = billed.simulator.clock.now();
  const find = (unpaidSince: Date | null) => findAcceptedUpgrade(database.db, workspaceId, { ...search, unpaidSince });
  expect(await find(null)).toBeNull();
  expect(await find(acceptedAt)).toBeNull();
  expect(await find(new Date(acceptedAt.getTime() - 1))).toMatchObject({ outcome: "declined" });
  await database.db.quote.updateMany({ where: { workspaceId, toSeats: 6 }, data: { outcome: "changed" } });
  expect(await find(null)).toMatchObject({ outcome: "changed" });
});

test("a change that did not take effect is scheduled for the next period, audited, and charged by then", async () => {
  await database.db.billingAccount.deleteMany();
  await using billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("team", 4);
  await billed.accept(await billed.quote("pro"));
  const client = await clientOf(billed);
  const [schedule] = (await client.subscriptionSchedules.list()).data;
  await client.subscriptionSchedules.release(schedule?.id ?? "");
  await billed.advanceTo(new Date("2026-12-01T03:00:00Z"));
  // What waits in Weir alone is not what Stripe will charge.
  expect(await loadBillingPage(billed.ctx())).toMatchObject({ nextCharge: { amount: "396.00" } });
  const { db, stripe, now: at } = billed.ctx();
  if (!stripe) throw new Error("The stand-in is there");
  const reconcile = () => reconcileSeats({ db, stripe, now: at, requestId: null });
  expect((await reconcile()).drifts).toMatchObject([{ kind: "overdue_change", expected: "Pro", isMended: true }]);
  expect((await reconcile()).drifts).toEqual([]);
  expect(await pendingOf(billed)).toMatchObject({ effectiveAt: new Date("2027-01-01T00:00:00Z") });
  expect(await auditOf(billed, "plan_change.postponed")).toHaveLength(1);
  await billed.sync();
  expect(await loadBillingPage(billed.ctx())).toMatchObject({ nextCharge: { amount: "49.00" } });
  await billed.advanceTo(new Date("2027-01-01T03:00:00Z"));
  expect(await workspaceOf(billed)).toEqual({ plan: "pro", seats: 0 });
});
