import { expect, test, vi } from "vitest";
import { listDueAutoTopUps } from "#lib/data/auto-top-ups.ts";
import { insertCreditEntry } from "#lib/data/credit-entries.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import { newId } from "#lib/platform/ids.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { runAutoTopUp } from "./run-auto-top-up.ts";
import { setAutoTopUp } from "./set-auto-top-up.ts";
import { startTopUp } from "./start-top-up.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");
const TERMS = { isEnabled: true, threshold: "20", amount: "50", monthlyMax: "120" };

/** A workspace with $20 of credits that was bought by card, and auto top-up on. */
async function openStand(terms = TERMS): Promise<MoneyStand> {
  const stand = await openMoneyStand(database.db, { now });
  await stand.buy("20");
  await stand.flush();
  await setAutoTopUp(stand.ctx(), terms);
  return stand;
}

const debit = ({ workspaceId }: MoneyStand, dollars: bigint) =>
  database.db.$transaction((tx) =>
    insertCreditEntry(tx, workspaceId, {
      creditEntryId: newId("creditEntry", now),
      fromAccount: "credits",
      toAccount: "usage",
      cause: "base_fee",
      amountNanos: dollars * NANOS_PER_DOLLAR,
      period: billingPeriodAt(now),
      reference: null,
      at: now,
    }),
  );

const settingOf = ({ workspaceId }: MoneyStand) => database.db.autoTopUp.findUniqueOrThrow({ where: { workspaceId } });
test("a reached maximum is told once for a period and maximum, by whoever looks first", async () => {
  await using stand = await openStand({ ...TERMS, monthlyMax: "60" });
  const { workspaceId } = stand;
  const told = () =>
    database.db.outboxMessage.findMany({
      where: { workspaceId, topic: "auto_top_up.maximum" },
      orderBy: { createdAt: "asc" },
    });
  await debit(stand, 20n);
  expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
  expect(await told()).toEqual([]);
  await debit(stand, 40n);
  expect(await listDueAutoTopUps(database.db, now)).toContain(workspaceId);
  for (let time = 0; time < 2; time += 1) {
    expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "monthly_maximum" });
  }
  expect(await told()).toMatchObject([
    { payload: { maximum: "60.00", bought: "50.00", amount: "50.00", until: "2026-12-01T00:00:00.000Z" } },
  ]);
  expect(await listDueAutoTopUps(database.db, now)).not.toContain(workspaceId);
  await setAutoTopUp(stand.ctx(), { ...TERMS, monthlyMax: "70" });
  await runAutoTopUp(stand.work(), workspaceId);
  expect(await told()).toHaveLength(2);
});

async function becomeReadOnly(stand: MoneyStand) {
  const { workspaceId } = stand;
  const pastDueSince = new Date(now.getTime() - 8 * 86_400_000);
  await database.db.billingAccount.upsert({
    where: { workspaceId },
    create: { workspaceId, pastDueSince, syncedAt: now },
    update: { pastDueSince },
  });
  const payment = { kind: "read_only", since: pastDueSince, until: now } as const;
  return { ...stand.ctx(), payment };
}

test("while the workspace is read-only, nothing is bought, by it or by hand, and it can be turned off but not on", async () => {
  await using stand = await openStand();
  const { workspaceId } = stand;
  await debit(stand, 5n);
  const ctx = await becomeReadOnly(stand);
  expect(await listDueAutoTopUps(database.db, now)).not.toContain(workspaceId);
  expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "read_only" });
  const refusal = { code: "payment_overdue", message: expect.stringMatching(/Pay it under Settings > Billing/) };
  await expect(startTopUp(ctx, { amount: "50" })).rejects.toMatchObject(refusal);
  await expect(setAutoTopUp(ctx, TERMS)).rejects.toMatchObject(refusal);
  expect(await database.db.topUp.count({ where: { workspaceId, state: "open" } })).toBe(0);
  await setAutoTopUp(ctx, { ...TERMS, isEnabled: false });
  expect(await settingOf(stand)).toMatchObject({ isEnabled: false });
});
