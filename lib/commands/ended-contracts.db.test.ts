import { afterEach, expect, test, vi } from "vitest";
import { findBillingAccount } from "#lib/data/billing-accounts.ts";
import { NANOS_PER_CENT, sumNanos } from "#lib/domain/money.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { type InvoicedWorkspace, openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { expectSoundInvoices, issuedInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { endContracts } from "./end-contracts.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 90_000 };
const now = new Date("2026-11-10T09:00:00Z");
const DAY_SECONDS = 86_400;
const TERMS = {
  monthlyNanos: "12000",
  seats: "25",
  includedInferenceNanos: "0",
  requestsPerMinute: "20000",
  maxConcurrentRequests: "2000",
  isPostpaid: true,
  endsAt: "2026-11-30",
};

afterEach(async () => {
  // Each workspace has its own stand-in for Stripe: the next test's must not be asked for this one's.
  await database.pool.query("UPDATE workspaces SET created_at = '2030-01-01'");
});

const open = () => openInvoicedWorkspace(database, { now, plan: "enterprise", includedNanos: 0n, creditNanos: 0n });

/** Moves past the contract's end, so that the workspace is Starter before its last period is closed. */
async function end(workspace: InvoicedWorkspace): Promise<void> {
  const { simulator } = workspace;
  await workspace.advanceTo(new Date("2026-12-01T00:02:00Z"));
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  await endContracts({ db: database.db, stripe, now: simulator.clock.now() });
}

/** What is collected of usage, in whole cents. */
function centsOf(used: readonly { amountNanos: bigint }[]): bigint {
  const nanos = sumNanos(used.map(({ amountNanos }) => amountNanos));
  return (nanos + NANOS_PER_CENT / 2n) / NANOS_PER_CENT;
}

test("the last usage of a contract without a monthly price is invoiced after its end", LONG, async () => {
  await using ended = await open();
  await ended.setContract({ ...TERMS, monthlyNanos: "0" });
  const used = await ended.use("2026-11-12", { account: "receivable", requests: 400 });
  await end(ended);
  await ended.closeAt("2026-12-01T00:20:00Z");
  const issued = await issuedInvoices(database.db, ended);
  expect(issued).toMatchObject([{ plan: "enterprise", status: "open", totalNanos: centsOf(used) * NANOS_PER_CENT }]);
  await expectSoundInvoices(database.db, ended);
});

test("usage after a contract's end is sent on its terms, and owed no earlier", LONG, async () => {
  await using ended = await open();
  await ended.setContract({ ...TERMS, netDays: "45", purchaseOrderNumber: "PO-77", requiresPurchaseOrder: true });
  const { workspaceId } = ended.workspace;
  const used = await ended.use("2026-11-12", { account: "receivable", requests: 400 });
  await end(ended);
  await ended.closeAt("2026-12-01T00:20:00Z");
  await ended.advanceTo(new Date("2026-12-09T05:00:00Z"));
  const usage = (await ended.invoices()).find(({ metadata }) => metadata?.purpose === "usage");
  expect(usage).toMatchObject({ collection_method: "send_invoice", status: "open", attempt_count: 0 });
  expect(usage?.total).toBe(Number(centsOf(used)));
  expect(usage?.custom_fields).toEqual([{ name: "PO number", value: "PO-77" }]);
  expect((usage?.due_date ?? 0) - (usage?.created ?? 0)).toBe(45 * DAY_SECONDS);
  expect(await findBillingAccount(database.db, workspaceId)).toMatchObject({ pastDueSince: null });
  const issued = await issuedInvoices(database.db, ended);
  expect(issued.map((invoice) => invoice.purchaseOrderNumber)).toEqual(["PO-77", "PO-77"]);
  await expectSoundInvoices(database.db, ended);
});

test("usage that comes after the last closing is invoiced with the next period's, once", LONG, async () => {
  await using ended = await open();
  await ended.setContract(TERMS);
  await ended.use("2026-11-12", { account: "receivable", requests: 400 });
  await end(ended);
  await ended.closeAt("2026-12-01T00:20:00Z");
  const late = await ended.use("2026-11-30", { account: "receivable", requests: 400, seed: "late" });
  expect(await ended.closeAt("2027-01-01T00:20:00Z")).toMatchObject({ failed: 0 });
  const last = (await issuedInvoices(database.db, ended)).at(-1);
  expect(last).toMatchObject({ status: "open", totalNanos: centsOf(late) * NANOS_PER_CENT });
  expect(last?.lines.map(({ kind }) => kind)).toEqual(last?.lines.map(() => "adjustment"));
  const count = (await issuedInvoices(database.db, ended)).length;
  await ended.closeAt("2027-02-01T00:20:00Z");
  expect(await issuedInvoices(database.db, ended)).toHaveLength(count);
  await expectSoundInvoices(database.db, ended);
});

test("usage is not put on the draft of a renewal that was cancelled, which nobody finalizes", LONG, async () => {
  await using ended = await open();
  await ended.setContract({ ...TERMS, endsAt: "2027-06-30" });
  const { workspaceId } = ended.workspace;
  const used = await ended.use("2026-11-12", { account: "receivable", requests: 400 });
  const endsAt = new Date("2026-12-01T00:00:00Z");
  await database.db.contract.update({ where: { workspaceId }, data: { endsAt } });
  await end(ended);
  await ended.closeAt("2026-12-01T00:20:00Z");
  await ended.advanceTo(new Date("2026-12-03T05:00:00Z"));
  const issued = await issuedInvoices(database.db, ended);
  const usage = issued.filter(({ lines }) => lines.some(({ modelId }) => modelId !== null));
  expect(usage).toMatchObject([{ totalNanos: centsOf(used) * NANOS_PER_CENT }]);
});
