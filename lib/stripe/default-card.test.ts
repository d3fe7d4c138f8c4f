import { expect, test } from "vitest";
import { startTestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { chargeSavedCard } from "./charge-saved-card.ts";
import { connectSimulator } from "./connection.ts";
import { readBilling } from "./read-billing.ts";
import { readSavedCard } from "./read-saved-card.ts";
import { setDefaultCard } from "./set-default-card.ts";

async function openCustomer() {
  const simulator = await startTestSimulator({ at: new Date("2026-11-16T00:00:00Z") });
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  const { client } = stripe;
  const { id: customerId } = await client.customers.create({ name: "Halcyon" });
  const attach = async (token: string) => (await client.paymentMethods.attach(token, { customer: customerId })).id;
  const chooseDefault = (method: string) =>
    client.customers.update(customerId, { invoice_settings: { default_payment_method: method } });
  const price = await client.prices.create({
    currency: "usd",
    unit_amount: 4_900,
    recurring: { interval: "month" },
    product_data: { name: "Pro" },
    metadata: { plan: "pro" },
  });
  const subscribe = (method: string) =>
    client.subscriptions.create({
      customer: customerId,
      items: [{ price: price.id }],
      default_payment_method: method,
    });
  return {
    stripe,
    customerId,
    attach,
    chooseDefault,
    subscribe,
    advanceTo: (at: string) => simulator.clock.advanceTo(new Date(at)),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

test("the live subscription's card goes before the customer's, is shown and is charged", async () => {
  await using opened = await openCustomer();
  const { stripe, customerId, attach, chooseDefault, subscribe } = opened;
  const ofSubscription = await attach("pm_card_visa");
  const ofCustomer = await attach("pm_card_mastercard");
  await chooseDefault(ofCustomer);
  expect((await readSavedCard(stripe, customerId))?.paymentMethodId).toBe(ofCustomer);
  const subscription = await subscribe(ofSubscription);
  expect((await readSavedCard(stripe, customerId))?.paymentMethodId).toBe(ofSubscription);
  const charge = { customerId, amountNanos: 5_000_000_000n, metadata: {}, idempotencyKey: "one" };
  const { paymentIntentId } = await chargeSavedCard(stripe, charge);
  const intent = await stripe.client.paymentIntents.retrieve(paymentIntentId ?? "");
  expect(intent.payment_method).toBe(ofSubscription);

  await stripe.client.subscriptions.cancel(subscription.id);
  expect((await readSavedCard(stripe, customerId))?.paymentMethodId).toBe(ofCustomer);
  expect((await readBilling(stripe, customerId)).card?.paymentMethodId).toBe(ofCustomer);
});

test("a card that only a failed first payment used is none, and does not keep a good one from being chosen", async () => {
  await using opened = await openCustomer();
  const { stripe, customerId, attach, subscribe } = opened;
  const failing = await attach("pm_card_chargeCustomerFail");
  const { id, status } = await subscribe(failing);
  expect(status).toBe("incomplete");
  expect(await readSavedCard(stripe, customerId)).toBeNull();
  expect((await readBilling(stripe, customerId)).card).toBeNull();
  await opened.advanceTo("2026-11-18T00:00:00Z");
  expect((await stripe.client.subscriptions.retrieve(id)).status).toBe("incomplete_expired");
  expect(await readSavedCard(stripe, customerId)).toBeNull();
  expect((await readBilling(stripe, customerId)).card).toBeNull();

  const good = await attach("pm_card_visa");
  await setDefaultCard(stripe, customerId, good);
  expect((await readSavedCard(stripe, customerId))?.paymentMethodId).toBe(good);
});

test("a bank account is no card, wherever it is the default", async () => {
  await using opened = await openCustomer();
  const { stripe, customerId, attach, chooseDefault } = opened;
  const bank = await attach("pm_usBankAccount_success");
  await chooseDefault(bank);
  expect(await readSavedCard(stripe, customerId)).toBeNull();
  const charge = { customerId, amountNanos: 5_000_000_000n, metadata: {}, idempotencyKey: "one" };
  expect(await chargeSavedCard(stripe, charge)).toMatchObject({ outcome: "no_card" });
  const card = await attach("pm_card_visa");
  expect((await readSavedCard(stripe, customerId))?.paymentMethodId).toBe(card);
});
