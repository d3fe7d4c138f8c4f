import { expect, test, vi } from "vitest";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { addTestMember } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { reconcileSeats } from "./reconcile-seats.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T00:00:00Z");

async function onTeam() {
  await database.db.billingAccount.deleteMany();
  const billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("team", 3);
  return billed;
}

function reconcile(billed: BilledWorkspace) {
  const { db, stripe, now: at } = billed.ctx();
  if (!stripe) throw new Error("The stand-in is there");
  return reconcileSeats({ db, stripe, now: at, requestId: null });
}

async function setQuantityAtStripe(billed: BilledWorkspace, quantity: number) {
  const stripe = billed.ctx().stripe?.client;
  const [subscription] = (await stripe?.subscriptions.list({ limit: 1 }))?.data ?? [];
  await stripe?.subscriptions.update(subscription?.id ?? "", {
    items: [{ id: subscription?.items.data[0]?.id ?? "", quantity }],
    proration_behavior: "none",
  });
}

test("finds nothing where Weir and Stripe agree", async () => {
  await using billed = await onTeam();
  expect(await reconcile(billed)).toEqual({ checked: 1, drifts: [] });
});

test("brings seats that changed unheard, reports it, and then finds nothing", async () => {
  await using billed = await onTeam();
  await setQuantityAtStripe(billed, 6);
  const { workspaceId } = billed.workspace;
  expect((await reconcile(billed)).drifts).toEqual([
    { workspaceId, kind: "plan_or_seats", found: "Team with 3 seats", expected: "Team with 6 seats", isMended: true },
  ]);
  expect(await database.db.workspace.findUnique({ where: { workspaceId } })).toMatchObject({ seats: 6 });
  expect((await reconcile(billed)).drifts).toEqual([]);
});

test("makes Stripe's schedule the change that waits in Weir, whichever is missing", async () => {
  await using billed = await onTeam();
  const { workspaceId } = billed.workspace;
  await billed.accept(await billed.quote("pro"));
  const account = () => database.db.billingAccount.findUniqueOrThrow({ where: { workspaceId } });
  const { stripeScheduleId } = await account();
  await billed.ctx().stripe?.client.subscriptionSchedules.release(stripeScheduleId ?? "");
  expect((await reconcile(billed)).drifts).toEqual([
    { workspaceId, kind: "pending_change", found: "no change", expected: "Pro", isMended: true },
  ]);
  expect((await reconcile(billed)).drifts).toEqual([]);
  await database.db.planChange.deleteMany({ where: { workspaceId } });
  expect((await reconcile(billed)).drifts).toEqual([
    { workspaceId, kind: "pending_change", found: "Pro", expected: "no change", isMended: true },
  ]);
  await billed.sync();
  expect(await account()).toMatchObject({ stripeScheduleId: null });
});

test("reports more members than seats, and a workspace that cannot be compared stops no other", async () => {
  await using billed = await onTeam();
  await using other = await openBilledWorkspace(database.db, { now });
  await other.subscribe("pro");
  const { workspaceId } = billed.workspace;
  for (let count = 0; count < 4; count += 1) await addTestMember(database.db, workspaceId, { now, role: "member" });
  const report = await reconcile(billed);
  expect(report).toMatchObject({ checked: 2 });
  // The other one's customer is not known to this stand-in.
  const unreadable = { workspaceId: other.workspace.workspaceId, kind: "unreadable" };
  expect(report.drifts).toContainEqual(expect.objectContaining(unreadable));
  expect(report.drifts).toContainEqual({
    workspaceId,
    kind: "members_over_seats",
    found: "5 members",
    expected: "at most 3",
    isMended: false,
  });
});
