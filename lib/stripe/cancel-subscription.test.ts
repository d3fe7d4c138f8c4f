import { expect, test } from "vitest";
import { startTestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import { connectSimulator } from "./connection.ts";
import { createContractSubscription } from "./create-contract-subscription.ts";
import { ensureCustomer } from "./ensure-customer.ts";
import { holdDraft, releaseDraft } from "./hold-draft.ts";
import { readBilling } from "./read-billing.ts";
import { statementMetadata } from "./statement-metadata.ts";
import { withdrawUnpaid } from "./withdraw-unpaid.ts";

const WHILE_DRAFT = new Date("2026-12-01T00:10:00Z");
const WHILE_OPEN = new Date("2026-12-01T03:00:00Z");
const workspaceId = "ws_1";

/** A contract at an instant of its second period. */
async function openRenewed(at: Date) {
  const simulator = await startTestSimulator({ at: new Date("2026-11-16T00:00:00Z") });
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  const customerId = await ensureCustomer(stripe, { workspaceId, name: "Halcyon", email: "ines@halcyon.example" });
  const { subscriptionId } = await createContractSubscription(stripe, {
    customerId,
    workspaceId,
    monthlyNanos: 12_000_000_000_000n,
    name: "Weir Enterprise",
    netDays: 30,
    purchaseOrderNumber: null,
    anchorAt: new Date("2026-12-01T00:00:00Z"),
    idempotencyKey: "contract:1",
  });
  await simulator.clock.advanceTo(at);
  const renewal = async () => {
    const { data } = await stripe.client.invoices.list({ subscription: subscriptionId });
    const invoice = data.find(({ billing_reason: reason }) => reason === "subscription_cycle");
    if (!invoice) throw new Error("Nothing was renewed");
    return invoice;
  };
  const balance = async () => {
    const customer = await stripe.client.customers.retrieve(customerId);
    return customer.deleted ? null : customer.balance;
  };
  const cancel = (now: Date) => cancelSubscription(stripe, { subscriptionId, now });
  const close = () => simulator[Symbol.asyncDispose]();
  return { simulator, stripe, customerId, subscriptionId, renewal, balance, cancel, [Symbol.asyncDispose]: close };
}

test("what stopped after the draft was withdrawn ends with nothing credited, and its period was never paid", async () => {
  await using own = await openRenewed(WHILE_DRAFT);
  const { stripe, customerId, subscriptionId } = own;
  const subscription = await stripe.client.subscriptions.retrieve(subscriptionId);
  await withdrawUnpaid(stripe, subscription, WHILE_DRAFT);
  expect((await readBilling(stripe, customerId)).subscription).toMatchObject({ status: "active", isPeriodPaid: false });
  await own.cancel(WHILE_DRAFT);
  await own.cancel(WHILE_DRAFT);
  expect(await own.renewal()).toMatchObject({ status: "paid", total: 0, lines: { data: { length: 2 } } });
  expect(await own.balance()).toBe(0);
  expect((await readBilling(stripe, customerId)).liveSubscriptionIds).toEqual([]);
});

test("an open renewal is voided on its first day, with nothing credited", async () => {
  await using own = await openRenewed(WHILE_OPEN);
  await own.cancel(WHILE_OPEN);
  expect(await own.renewal()).toMatchObject({ status: "void" });
  expect(await own.balance()).toBe(0);
});

test("an open renewal by transfer stays due after its first day, with nothing credited", async () => {
  await using own = await openRenewed(WHILE_OPEN);
  await own.simulator.clock.advanceTo(new Date("2026-12-10T00:00:00Z"));
  await own.cancel(new Date("2026-12-10T00:00:00Z"));
  expect(await own.renewal()).toMatchObject({ status: "open", amount_remaining: 1_200_000, auto_advance: true });
  expect(await own.balance()).toBe(0);
});

test("usage on a renewal stays due with it", async () => {
  await using own = await openRenewed(WHILE_DRAFT);
  const { stripe, customerId: customer } = own;
  const { id: invoice } = await own.renewal();
  const metadata = statementMetadata("2026-11");
  await stripe.client.invoiceItems.create({ customer, invoice, amount: 107, currency: "usd", metadata });
  await own.cancel(WHILE_DRAFT);
  expect(await own.renewal()).toMatchObject({ status: "open", amount_remaining: 107, auto_advance: true });
  expect(await own.balance()).toBe(0);
});

test("a renewal that waits for its purchase order goes on waiting, without the plan", async () => {
  await using own = await openRenewed(WHILE_DRAFT);
  const { id: invoiceId } = await own.renewal();
  await holdDraft(own.stripe, invoiceId);
  await own.cancel(WHILE_DRAFT);
  expect(await own.renewal()).toMatchObject({ status: "draft", total: 0, auto_advance: false });
  await releaseDraft(own.stripe, { invoiceId, purchaseOrderNumber: "PO-1" });
  expect(await own.renewal()).toMatchObject({ status: "paid", total: 0 });
  expect(await own.balance()).toBe(0);
});

test("what is left of a paid renewal is credited", async () => {
  await using own = await openRenewed(WHILE_OPEN);
  const { id } = await own.renewal();
  await own.stripe.client.invoices.pay(id, { paid_out_of_band: true });
  await own.cancel(WHILE_OPEN);
  expect(await own.balance()).toBeLessThan(-1_190_000);
});
