import { expect, test, vi } from "vitest";
import type { ContractInput } from "#lib/domain/contract.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { type InvoicedWorkspace, openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { expectSoundInvoices, issuedInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { endContracts } from "./end-contracts.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 90_000 };
const now = new Date("2026-11-10T09:00:00Z");
const WHILE_DRAFT = new Date("2026-12-01T00:10:00Z");
const LATER = new Date("2026-12-03T05:00:00Z");
const TERMS: ContractInput = {
  monthlyNanos: "12000",
  seats: "25",
  includedInferenceNanos: "0",
  requestsPerMinute: "20000",
  maxConcurrentRequests: "2000",
  isPostpaid: true,
};
const CONTRACT = { now, plan: "enterprise", includedNanos: 0n, creditNanos: 0n } as const;

async function balanceCents({ simulator }: InvoicedWorkspace): Promise<number> {
  const { data } = await connectSimulator(simulator.url, simulator.apiKey).client.customers.list({ limit: 10 });
  return data.reduce((sum, { balance }) => sum + balance, 0);
}

/** Totals in cents of what Stripe has of December, the oldest first, and no draft that nothing will come of. */
async function decemberInvoices(own: InvoicedWorkspace): Promise<[status: string | null, totalCents: number][]> {
  const startSeconds = new Date("2026-12-01T00:00:00Z").getTime() / 1000;
  const all = (await own.invoices()).filter(({ created }) => created >= startSeconds);
  expect(all.filter(({ status }) => status === "draft")).toEqual([]);
  return all.reverse().map(({ status, total }) => [status, total]);
}

test("a contract that replaces Team while its renewal is a draft is charged whole", LONG, async () => {
  await using own = await openInvoicedWorkspace(database, { now });
  await own.subscribe("team", 3);
  await own.closeAt("2026-12-01T00:10:00Z");
  await own.advanceTo(new Date("2026-12-01T00:30:00Z"));
  await own.setContract(TERMS);
  await own.advanceTo(LATER);
  expect(await decemberInvoices(own)).toEqual([
    ["paid", 0],
    ["open", 1_199_194],
  ]);
  expect(await balanceCents(own)).toBe(0);
  expect((await issuedInvoices(database.db, own)).map(({ dueNanos }) => dueNanos).at(-1)).toBe(11_991_940_000_000n);
  await expectSoundInvoices(database.db, own);
});

test("a contract that replaces Team whose renewal was declined is charged whole", LONG, async () => {
  await using own = await openInvoicedWorkspace(database, { now });
  await own.subscribe("team", 3);
  own.planPayment("card_declined");
  await own.advanceTo(new Date("2026-12-01T00:05:00Z"));
  await own.closeAt("2026-12-01T00:20:00Z");
  await own.advanceTo(new Date("2026-12-01T03:00:00Z"));
  await own.setContract(TERMS);
  await own.advanceTo(LATER);
  expect(await decemberInvoices(own)).toEqual([
    ["void", 29_700],
    ["open", 1_195_161],
  ]);
  expect(await balanceCents(own)).toBe(0);
  await expectSoundInvoices(database.db, own);
});

test("a fee that is dropped while the renewal is a draft is neither charged nor credited", LONG, async () => {
  await using own = await openInvoicedWorkspace(database, CONTRACT);
  await own.setContract(TERMS);
  await own.use("2026-11-12", { account: "receivable", requests: 400 });
  await own.advanceTo(WHILE_DRAFT);
  await own.setContract({ monthlyNanos: "0" });
  await own.closeAt("2026-12-01T00:20:00Z");
  await own.advanceTo(LATER);
  expect(await decemberInvoices(own)).toEqual([
    ["paid", 0],
    ["open", 107],
  ]);
  expect(await balanceCents(own)).toBe(0);
  await expectSoundInvoices(database.db, own);
});

test("usage that is on the draft already is collected with it, without the plan", LONG, async () => {
  await using own = await openInvoicedWorkspace(database, CONTRACT);
  await own.setContract(TERMS);
  await own.use("2026-11-12", { account: "receivable", requests: 400 });
  await own.closeAt("2026-12-01T00:10:00Z");
  await own.setContract({ monthlyNanos: "0" });
  await own.advanceTo(LATER);
  await own.close();
  expect(await decemberInvoices(own)).toEqual([["open", 107]]);
  expect(await balanceCents(own)).toBe(0);
  await expectSoundInvoices(database.db, own);
});

test("a contract that was renewed although it is over is neither charged nor credited", LONG, async () => {
  await using own = await openInvoicedWorkspace(database, CONTRACT);
  await own.setContract(TERMS);
  await database.db.contract.update({
    where: { workspaceId: own.workspace.workspaceId },
    data: { endsAt: new Date("2026-12-01T00:00:00Z") },
  });
  await own.advanceTo(WHILE_DRAFT);
  const stripe = connectSimulator(own.simulator.url, own.simulator.apiKey);
  expect(await endContracts({ db: database.db, stripe, now: own.simulator.clock.now() })).toMatchObject({ ended: 1 });
  await own.advanceTo(LATER);
  expect(await decemberInvoices(own)).toEqual([["paid", 0]]);
  expect(await balanceCents(own)).toBe(0);
});
