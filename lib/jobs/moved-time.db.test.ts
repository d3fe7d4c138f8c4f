import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { moveClock } from "#lib/commands/move-clock.ts";
import { findPastDueSince } from "#lib/data/overdue-accounts.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { ClockMove } from "#lib/domain/clock-move.ts";
import { paymentState } from "#lib/domain/plans/payment-state.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { onlyEventOf, readThrough } from "#prisma/testing/usage-of-workspace.ts";
import { BILLING_JOBS } from "./billing-jobs.ts";
import type { JobParts } from "./job.ts";
import { runJobsOnce } from "./run-jobs-once.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";
const LONG_MS = 120_000;
const env: JobParts["env"] = {
  AUTH_SECRET: "a secret of the console under test, long enough",
  APP_URL: "http://console.test",
  APP_NAME: "Weir",
  SMTP_URL: undefined,
  MAIL_FROM: undefined,
  WEIR_EMBEDDED: true,
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weir-time-"));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

afterEach(() => {
  vi.restoreAllMocks();
  delete (globalThis as { weirClockOffsetMs?: number }).weirClockOffsetMs;
  rmSync(folder, { recursive: true });
});

/** A workspace on Pro, paid by a good card. */
async function openPro(): Promise<BilledWorkspace> {
  const billed = await openBilledWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }] });
  await billed.subscribe("pro");
  return billed;
}

/** Moves Weir's time and the payments', and does what is due, as the page does. */
function move({ simulator }: BilledWorkspace, to: ClockMove): Promise<Date> {
  const parts = { db: database.db, stripe: connectSimulator(simulator.url, simulator.apiKey), env };
  return moveClock(
    {
      db: database.db,
      clockFile: join(folder, "clock.json"),
      simulatorUrl: simulator.url,
      runDueJobs: async (now) => {
        expect(await runJobsOnce(BILLING_JOBS, parts, now)).toBe(0);
      },
    },
    to,
  );
}

const accountOf = ({ workspace: { workspaceId } }: BilledWorkspace) =>
  database.db.billingAccount.findUniqueOrThrow({ where: { workspaceId } });
const subjectsOf = async ({ workspace: { workspaceId, ownerId } }: BilledWorkspace) => {
  const { name } = await database.db.workspace.findUniqueOrThrow({ where: { workspaceId } });
  const mails = await database.db.localMail.findMany({
    where: { to: `${ownerId}@example.test` },
  });
  return mails
    .map(({ subject, sentAt }) => ({ subject: subject.replace(name, "Ours"), sentAtMs: sentAt.getTime() }))
    .sort((one, other) => one.sentAtMs - other.sentAtMs || (one.subject < other.subject ? -1 : 1))
    .map(({ subject }) => subject);
};
const ask = ({ workspace }: BilledWorkspace, content = "Hello") =>
  gateway.client(workspace.apiKey).chat.completions.create({ model: MODEL, messages: [{ role: "user", content }] });
async function ownerNow(billed: BilledWorkspace) {
  const now = systemClock.now();
  const payment = paymentState(
    { pastDueSince: await findPastDueSince(database.db, billed.workspace.workspaceId) },
    now,
  );
  return { ...billed.ctx(), now, payment, plan: "pro" as const };
}

test("to the next month: the plan renews, Weir knows, and a request counts in the new month", {
  timeout: LONG_MS,
}, async () => {
  await using billed = await openPro();
  const { end: nextMonth } = billingPeriodAt(systemClock.now());
  const now = await move(billed, { kind: "next_month" });
  expect(now.getTime()).toBeGreaterThanOrEqual(nextMonth.getTime());
  expect(await accountOf(billed)).toMatchObject({
    subscriptionStatus: "active",
    currentPeriodStart: nextMonth,
    currentPeriodEnd: billingPeriodAt(nextMonth).end,
    pastDueSince: null,
  });
  const [renewal] = await billed.invoices();
  expect(renewal).toMatchObject({ status: "paid", amount_paid: 4_900, billing_reason: "subscription_cycle" });

  await ask(billed);
  const { requestId, occurredAt } = await onlyEventOf(database.db, billed.workspace);
  expect(billingPeriodAt(occurredAt).start).toEqual(nextMonth);
  const { rows } = await database.pool.query<{ partition: string }>(
    "SELECT tableoid::regclass::text AS partition FROM usage_events WHERE request_id = $1",
    [requestId],
  );
  expect(rows[0]?.partition).toContain(billingPeriodAt(nextMonth).key.replace("-", "_"));
});

test("a stream under way while a month passes ends whole and is billed in the month in which it began", {
  timeout: LONG_MS,
}, async () => {
  await using billed = await openPro();
  const began = billingPeriodAt(systemClock.now());
  const stream = await gateway.client(billed.workspace.apiKey).chat.completions.create({
    model: MODEL,
    messages: [{ role: "user", content: "[[sim: tokens=900, rate=100]] Go on." }],
    stream: true,
  });
  const read = readThrough(stream);
  await move(billed, { kind: "next_month" });
  await read;
  const event = await onlyEventOf(database.db, billed.workspace);
  expect(event).toMatchObject({ outcome: "succeeded", outputTokens: 900 });
  expect(billingPeriodAt(event.occurredAt).key).toBe(began.key);
  expect(await database.db.hold.count({ where: { workspaceId: billed.workspace.workspaceId } })).toBe(0);
});

test("a card that fails: grace, read-only in the console and the API, and all back at once when it is paid", {
  timeout: LONG_MS,
}, async () => {
  await using billed = await openPro();
  const { workspaceId } = billed.workspace;
  for (const outcome of ["card_declined", "card_declined"] as const) billed.planPayment(outcome);
  await move(billed, { kind: "next_month" });
  expect(await accountOf(billed)).toMatchObject({ subscriptionStatus: "past_due", paidPlan: "pro" });
  expect((await ask(billed)).choices).toHaveLength(1);
  await createApiKey(await ownerNow(billed), { label: "In the grace", expiresInDays: null });

  for (let day = 1; day <= 6; day += 1) await move(billed, { kind: "day" });
  expect((await ask(billed)).choices).toHaveLength(1);
  await move(billed, { kind: "day" });
  await move(billed, { kind: "hour" });
  await expect(ask(billed)).rejects.toMatchObject({ status: 403, code: "payment_overdue", type: "permission_error" });
  await expect(createApiKey(await ownerNow(billed), { label: "Too late", expiresInDays: null })).rejects.toMatchObject({
    code: "payment_overdue",
  });
  const kept = {
    keys: await database.db.apiKey.count({ where: { workspaceId, revokedAt: null } }),
    plan: (await accountOf(billed)).paidPlan,
  };
  expect(kept).toEqual({ keys: 2, plan: "pro" });

  const { openInvoiceUrl } = await accountOf(billed);
  const paid = await (await visitPage(openInvoiceUrl ?? "")).submit(GOOD_CARD);
  expect(paid.status).toBe(200);
  const parts = { db: database.db, stripe: connectSimulator(billed.simulator.url, billed.simulator.apiKey), env };
  await runJobsOnce(BILLING_JOBS, parts, systemClock.now());
  expect(await accountOf(billed)).toMatchObject({ subscriptionStatus: "active", pastDueSince: null });
  expect((await ask(billed)).choices).toHaveLength(1);
  await createApiKey(await ownerNow(billed), { label: "Paid", expiresInDays: null });
  // Receipts are of the same instants as other mails, in either order.
  const subjects = await subjectsOf(billed);
  expect(subjects.filter((subject) => subject.startsWith("Receipt: "))).toEqual([
    expect.stringMatching(/^Receipt: \$.* for the plan of Ours$/),
    "Receipt: $49.00 for the plan of Ours",
  ]);
  expect(subjects.filter((subject) => !subject.startsWith("Receipt: "))).toEqual([
    expect.stringContaining("Ours is now on Pro"),
    "A payment of Ours is missing",
    expect.stringContaining("Ours becomes read-only on"),
    "Ours is read-only until it is paid",
    "Ours is paid",
  ]);
});

test("time that cannot be moved, or not forward, is refused and stays", { timeout: LONG_MS }, async () => {
  const parts = { db: database.db, simulatorUrl: null, runDueJobs: async () => undefined };
  await expect(moveClock({ ...parts, clockFile: null }, { kind: "day" })).rejects.toMatchObject({ code: "not_found" });
  const clockFile = join(folder, "clock.json");
  const past = { kind: "to", at: "2020-01-01T00:00" } as const;
  await expect(moveClock({ ...parts, clockFile }, past)).rejects.toMatchObject({ code: "invalid_input" });
  expect((globalThis as { weirClockOffsetMs?: number }).weirClockOffsetMs ?? 0).toBe(0);
});
