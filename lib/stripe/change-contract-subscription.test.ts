import { expect, test } from "vitest";
import { startTestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { changeContractSubscription } from "./change-contract-subscription.ts";
import { connectSimulator } from "./connection.ts";
import { createContractSubscription } from "./create-contract-subscription.ts";
import { readBilling } from "./read-billing.ts";

const at = new Date("2026-11-16T00:00:00Z");
const TERMS = { monthlyNanos: 12_000_000_000_000n, name: "Weir Enterprise", netDays: 30, purchaseOrderNumber: "PO-1" };

async function openContract() {
  const simulator = await startTestSimulator({ at });
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  const { id: customerId } = await stripe.client.customers.create({ name: "Halcyon" });
  const made = { ...TERMS, customerId, workspaceId: "ws_1", anchorAt: new Date("2026-12-01T00:00:00Z") };
  const { subscriptionId } = await createContractSubscription(stripe, { ...made, idempotencyKey: "made" });
  const itemId = (await readBilling(stripe, customerId)).subscription?.itemId ?? "";
  const change = (terms: Partial<typeof TERMS>) =>
    changeContractSubscription(stripe, { ...TERMS, ...terms, subscriptionId, itemId, idempotencyKey: "changed" });
  const { client } = stripe;
  return {
    change,
    read: () => client.subscriptions.retrieve(subscriptionId),
    prices: async () => (await client.prices.list({ limit: 100 })).data.length,
    pendingCents: async () =>
      (await client.invoiceItems.list({ customer: customerId, pending: true, limit: 100 })).data
        .map(({ amount }) => amount)
        .sort((a, b) => a - b),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

test("terms of the same amount make no price and no proration", async () => {
  await using contract = await openContract();
  const before = await contract.read();
  const prices = await contract.prices();
  const pending = await contract.pendingCents();
  await contract.change({ netDays: 45, purchaseOrderNumber: "PO-2" });
  const after = await contract.read();
  expect(after).toMatchObject({ days_until_due: 45, invoice_settings: { custom_fields: [{ value: "PO-2" }] } });
  expect(after.items.data[0]?.price.id).toBe(before.items.data[0]?.price.id);
  expect(await contract.prices()).toBe(prices);
  expect(await contract.pendingCents()).toEqual(pending);
});

test("another amount is prorated once, however often it is asked for, and can be taken back", async () => {
  await using contract = await openContract();
  const prices = await contract.prices();
  const before = await contract.pendingCents();
  const twice = { monthlyNanos: 2n * TERMS.monthlyNanos };
  await Promise.all([contract.change(twice), contract.change(twice)]);
  await contract.change(twice);
  expect((await contract.read()).items.data[0]?.price.unit_amount).toBe(2_400_000);
  expect(await contract.prices()).toBe(prices + 1);
  expect(await contract.pendingCents()).toHaveLength(before.length + 2);
  await contract.change({});
  await contract.change(twice);
  expect((await contract.read()).items.data[0]?.price.unit_amount).toBe(2_400_000);
});
