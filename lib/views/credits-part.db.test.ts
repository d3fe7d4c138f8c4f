import { expect, test, vi } from "vitest";
import { runAutoTopUp } from "#lib/commands/run-auto-top-up.ts";
import { setAutoTopUp } from "#lib/commands/set-auto-top-up.ts";
import { insertCreditEntry } from "#lib/data/credit-entries.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { fromExactDollars, toExactDollars } from "#lib/domain/money.ts";
import { newId } from "#lib/platform/ids.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadCreditsPart, type ShownCreditEntry } from "./credits-part.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");

test("shows what was bought, what of it was reversed, and what moved the credits", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  const { topUpId } = await stand.buy("50");
  const [payment_intent = ""] = stand.account.tables.paymentIntents.keys();
  await stand.flush();
  await stand.stripe.client.refunds.create({ payment_intent, amount: 6_000 - 1_000 });
  await stand.flush();
  const view = await loadCreditsPart(stand.ctx(), { cursor: null });
  expect(view).toMatchObject({ isConfigured: true, isSimulated: true, mayBuy: true, balance: "0.00", owed: "0.00" });
  expect(view.topUps).toMatchObject([{ topUpId, amount: "50.00", state: "paid", reversed: "50.00" }]);
  expect(view.history.entries.map(({ cause, amount }) => `${cause} ${amount}`).sort()).toEqual([
    "refund -50.00",
    "top_up 50.00",
  ]);
  expect(view.history.entries.every((entry) => entry.topUpId === topUpId)).toBe(true);
});

test("shows auto top-up, and where a purchase that it stopped at can be made", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.buy("10");
  await stand.flush();
  expect((await loadCreditsPart(stand.ctx(), { cursor: null })).autoTopUp).toBeNull();
  await setAutoTopUp(stand.ctx(), { isEnabled: true, threshold: "20", amount: "50", monthlyMax: "200" });
  await runAutoTopUp(stand.work(), stand.workspaceId);
  const shown = async () => (await loadCreditsPart(stand.ctx(), { cursor: null })).autoTopUp;
  expect(await shown()).toMatchObject({ state: "ready", threshold: "20.00", boughtThisPeriod: "50.00", payUrl: null });
  await setAutoTopUp(stand.ctx(), { isEnabled: true, threshold: "100", amount: "50", monthlyMax: "200" });
  await stand.control("next-payment", { outcome: "authentication_required" });
  await runAutoTopUp(stand.work(), stand.workspaceId);
  expect(await shown()).toMatchObject({ state: "stopped", payUrl: expect.stringMatching(/^http/) });
  await stand.billed.simulator.clock.advanceTo(new Date("2026-11-17T11:00:00Z"));
  expect(await shown()).toMatchObject({ state: "stopped", payUrl: null });
});

test("pages through the whole ledger, in order, with balances that add up and a day's tokens in one line", async () => {
  const workspace = await createTestWorkspace(database.db, { now, creditNanos: 0n });
  const { workspaceId } = workspace;
  const move = (at: Date, amountNanos: bigint, cause: "grant" | "base_fee") =>
    database.db.$transaction((tx) =>
      insertCreditEntry(tx, workspaceId, {
        creditEntryId: newId("creditEntry", at),
        fromAccount: cause === "grant" ? "grants" : "credits",
        toAccount: cause === "grant" ? "credits" : "usage",
        cause,
        amountNanos,
        period: billingPeriodAt(at),
        reference: cause === "grant" ? "ticket" : null,
        at,
      }),
    );
  await move(new Date("2026-08-31T23:59:59.999Z"), 900_000_000_000n, "grant");
  for (let hour = 0; hour < 130; hour++) {
    await move(new Date(Date.UTC(2026, 9, 28, hour)), BigInt(hour + 1) * 10_000_001n, "base_fee");
  }
  const tokens = [
    ["2026-10-30T01:00:00Z", 3n],
    ["2026-10-30T23:00:00Z", 4n],
    ["2026-11-01T00:00:00Z", 5n],
  ] as const;
  for (const [at, amountNanos] of tokens) {
    const entry = { creditEntryId: newId("creditEntry", new Date(at)), cause: "usage", amountNanos, at } as const;
    const accounts = { fromAccount: "credits", toAccount: "usage", periodKey: at.slice(0, 7) } as const;
    await database.db.creditEntry.create({ data: { workspaceId, ...entry, ...accounts } });
    await database.db.creditBalance.update({
      where: { workspaceId },
      data: { balanceNanos: { decrement: amountNanos } },
    });
  }
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "billing", now });
  const entries: ShownCreditEntry[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const { history } = await loadCreditsPart(ctx, { cursor });
    // Pages are full, though the first one begins with the only line of its period.
    expect(history.entries.length).toBe(Math.min(50, 133 - entries.length));
    entries.push(...history.entries);
    cursor = history.nextCursor;
    pages += 1;
  } while (cursor !== null);
  expect(entries).toHaveLength(1 + 130 + 2);
  expect(new Set(entries.map(({ creditEntryId }) => creditEntryId)).size).toBe(entries.length);
  expect(pages).toBe(3);
  const instants = entries.map(({ at }) => at.getTime());
  expect(instants).toEqual([...instants].sort((one, other) => other - one));
  let afterNanos = 0n;
  for (const { amount, balanceAfter } of [...entries].reverse()) {
    afterNanos += fromExactDollars(amount);
    expect(balanceAfter).toBe(toExactDollars(afterNanos));
  }
  expect(entries[0]?.balanceAfter).toBe((await loadCreditsPart(ctx, { cursor: null })).balance);
  const usage = entries.filter(({ cause }) => cause === "usage").map(({ amount }) => amount);
  expect(usage).toEqual(["-0.000000005", "-0.000000007"]);
  expect(entries.at(-1)).toMatchObject({ cause: "grant", note: "ticket", amount: "900.00" });
});

test.each(["member", "viewer"] as const)("a %s does not see it", async (role) => {
  const workspace = await createTestWorkspace(database.db, { now });
  const ctx = testContext(database.db, workspace, { userId: "user_x", role, now });
  await expect(loadCreditsPart(ctx, { cursor: null })).rejects.toMatchObject({ code: "forbidden" });
});

test.each(["", "nonsense", "W10", "bnVsbA"])("a cursor of %j is the first page", async (cursor) => {
  const workspace = await createTestWorkspace(database.db, { now });
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  expect((await loadCreditsPart(ctx, { cursor })).history.entries).toHaveLength(1);
});
