import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { loadPlanQuote } from "#lib/views/plan-quote.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { acceptQuote } from "./accept-quote.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-06T09:30:00Z");

async function atStripe(billed: BilledWorkspace) {
  const customer = (await findStripeCustomerId(database.db, billed.workspace.workspaceId)) ?? "";
  const client = billed.ctx().stripe?.client;
  if (!client) throw new Error("The stand-in is there");
  const subscription = (await client.subscriptions.list({ customer })).data[0]?.id ?? "";
  return { client, customer, subscription };
}

const auditOf = async ({ workspace: { workspaceId } }: BilledWorkspace) =>
  (await database.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { at: "asc" } })).map(
    ({ action }) => action,
  );

test.each([
  [
    "a debit of the balance",
    async (billed: BilledWorkspace) => {
      const { client, customer } = await atStripe(billed);
      await client.customers.createBalanceTransaction(customer, { amount: 5_000, currency: "usd" });
    },
  ],
  [
    "an item that waits for an invoice",
    async (billed: BilledWorkspace) => {
      const { client, customer, subscription } = await atStripe(billed);
      await client.invoiceItems.create({ customer, subscription, amount: 7_777, currency: "usd", description: "More" });
    },
  ],
])("after %s the quote is refused, nothing is charged, and a new one says what it costs", async (_, change) => {
  await using billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("pro");
  await billed.accept(await billed.quote("starter"));
  await billed.simulator.clock.advanceTo(new Date("2026-11-16T00:00:00Z"));
  const quoteId = await billed.quote("team", 3);
  await change(billed);
  const before = await billed.invoices();
  await expect(billed.accept(quoteId)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Nothing was charged"),
  });
  expect(await billed.invoices()).toEqual(before);
  const { workspaceId } = billed.workspace;
  expect(await database.db.planChange.findUnique({ where: { workspaceId } })).toMatchObject({ toPlan: "starter" });
  await billed.sync();
  expect(await database.db.billingAccount.findUnique({ where: { workspaceId } })).toMatchObject({ isCancelling: true });
  // The screen leads to a new quote, and the log takes the confirmation back.
  expect(await loadPlanQuote(billed.ctx(), { quoteId })).toMatchObject({ state: "expired" });
  expect(await auditOf(billed)).toContain("plan_change.failed");
  const again = await billed.quote("team", 3);
  const { dueTodayNanos } = await database.db.quote.findUniqueOrThrow({
    where: { workspaceId_quoteId: { workspaceId, quoteId: again } },
  });
  expect(await billed.accept(again)).toEqual({ outcome: "changed" });
  const [invoice] = await billed.invoices();
  expect(BigInt(invoice?.amount_paid ?? 0) * 10_000_000n).toBe(dueTodayNanos);
});

test("what comes onto the invoice between the last look and the charge is logged as an error", async () => {
  await using billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("pro");
  const quoteId = await billed.quote("team", 3);
  const { client, customer } = await atStripe(billed);
  const { url, apiKey } = billed.simulator;
  const server = createServer(async (incoming, outgoing) => {
    if (incoming.method === "POST" && incoming.url?.startsWith("/v1/subscriptions/")) {
      await client.customers.createBalanceTransaction(customer, { amount: 5_000, currency: "usd" });
    }
    const headers = new Headers(incoming.headers as Record<string, string>);
    headers.delete("connection");
    const body = incoming.method === "POST" ? await text(incoming) : null;
    const answer = await fetch(`${url}${incoming.url}`, { method: incoming.method ?? "GET", headers, body });
    outgoing.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const logged = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const stripe = connectSimulator(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey);
    expect(await acceptQuote({ ...billed.ctx(), stripe }, { quoteId })).toEqual({ outcome: "changed" });
    expect(logged.mock.calls.join()).toContain("plan_change.charge_differs");
  } finally {
    logged.mockRestore();
    server.close();
  }
});

test("a confirmation says what was asked for and quoted, not that it happened", async () => {
  await using billed = await openBilledWorkspace(database.db, { now });
  await billed.accept(await billed.quote("pro"));
  const { workspaceId } = billed.workspace;
  const entries = await database.db.auditEntry.findMany({ where: { workspaceId, action: { startsWith: "plan" } } });
  expect(new Map(entries.map(({ action, after }) => [action, after]))).toEqual(
    new Map<string, unknown>([
      ["plan_change.confirmed", expect.objectContaining({ plan: "starter", asksFor: { plan: "pro", seats: 0 } })],
      ["plan_change.checkout_opened", expect.objectContaining({ plan: "starter" })],
    ]),
  );
});
