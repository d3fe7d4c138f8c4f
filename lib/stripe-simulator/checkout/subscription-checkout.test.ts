import type Stripe from "stripe";
import { expect, test } from "vitest";
import { startTestSimulator, type TestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { collectWebhooks } from "./testing/collect-webhooks.ts";
import { connectStripe } from "./testing/connect-stripe.ts";
import { AUTHENTICATED_CARD, DECLINED_CARD, GOOD_CARD, visitPage } from "./testing/page-visit.ts";

const RETURN = "http://localhost:4010/acme/settings/billing";
const MID_MONTH = new Date("2026-11-16T00:00:00Z");
const NEXT_MONTH_SECONDS = Date.UTC(2026, 11, 1) / 1000;

async function openPlan(simulator: TestSimulator, more: Stripe.Checkout.SessionCreateParams.SubscriptionData = {}) {
  const stripe = connectStripe(simulator);
  const product = await stripe.products.create({ name: "Weir Team" });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 9_900,
    recurring: { interval: "month" },
  });
  const customer = await stripe.customers.create({ email: "ines@halcyon.example" });
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    customer: customer.id,
    allowed_payment_method_types: ["card"],
    line_items: [{ price: price.id, quantity: 2 }],
    subscription_data: {
      metadata: { workspaceId: "ws_1" },
      billing_cycle_anchor: NEXT_MONTH_SECONDS,
      invoice_settings: { custom_fields: [{ name: "PO number", value: "PO-7" }] },
      ...more,
    },
    success_url: `${RETURN}?session={CHECKOUT_SESSION_ID}`,
    cancel_url: RETURN,
  });
  return { stripe, customer, session };
}

test("a subscription starts with the part of the month that is left, and is active once it is paid", async () => {
  await using simulator = await startTestSimulator({ at: MID_MONTH });
  await using webhooks = await collectWebhooks();
  const { stripe, session } = await openPlan(simulator);
  await stripe.webhookEndpoints.create({ url: webhooks.url, enabled_events: ["*"] });
  // Half of November is left.
  expect(session).toMatchObject({ amount_total: 9_900, payment_status: "unpaid", subscription: null });
  const page = await visitPage(session.url ?? "");
  expect(page.text).toContain("Subscribe to Weir Team");
  expect(page.text).toContain("$99.00");
  expect(page.text).toContain("Then $198.00 per month from 1 December 2026");
  expect((await page.submit(GOOD_CARD)).leftFor).toBe(`${RETURN}?session=${session.id}`);

  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "invoice"] });
  expect(done).toMatchObject({ status: "complete", payment_status: "paid" });
  const subscription = done.subscription as Stripe.Subscription;
  expect(subscription).toMatchObject({
    status: "active",
    metadata: { workspaceId: "ws_1" },
    collection_method: "charge_automatically",
  });
  expect(subscription.items.data[0]).toMatchObject({ quantity: 2, current_period_end: NEXT_MONTH_SECONDS });
  expect(subscription.default_payment_method).toMatch(/^pm_/);
  const invoice = done.invoice as Stripe.Invoice;
  expect(invoice).toMatchObject({
    status: "paid",
    amount_paid: 9_900,
    custom_fields: [{ name: "PO number", value: "PO-7" }],
  });

  const told = webhooks.types.filter((type) => /^(customer\.subscription|invoice\.paid|checkout)/.test(type));
  expect(told).toEqual([
    "customer.subscription.created",
    "invoice.paid",
    "customer.subscription.updated",
    "checkout.session.completed",
  ]);
  const created = webhooks.events.find(({ type }) => type === "customer.subscription.created");
  expect(created?.data.object).toMatchObject({ status: "incomplete" });
});

test("after a declined card another one pays the same subscription", async () => {
  await using simulator = await startTestSimulator({ at: MID_MONTH });
  const { stripe, customer, session } = await openPlan(simulator);
  const refused = await (await visitPage(session.url ?? "")).submit(DECLINED_CARD);
  expect(refused.text).toContain("Your card was declined.");
  expect(
    (await stripe.subscriptions.list({ customer: customer.id })).data.filter(({ status }) => status === "active"),
  ).toEqual([]);
  await refused.submit(GOOD_CARD);
  const all = await stripe.subscriptions.list({ customer: customer.id, status: "all" });
  expect(all.data.map(({ status }) => status)).toEqual(["active"]);
});

test("a card that needs authentication pays a subscription once it is given", async () => {
  await using simulator = await startTestSimulator({ at: MID_MONTH });
  const { stripe, session } = await openPlan(simulator);
  const bank = await (await visitPage(session.url ?? "")).submit(AUTHENTICATED_CARD);
  expect(bank.text).toContain("Complete authentication");
  expect((await bank.submit({ outcome: "complete" })).leftFor).toContain(session.id);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
  expect(done).toMatchObject({ status: "complete", payment_status: "paid", subscription: { status: "active" } });
});

test("where nothing is due today, the card is kept and the subscription starts", async () => {
  await using simulator = await startTestSimulator({ at: MID_MONTH });
  const { stripe, customer, session } = await openPlan(simulator, { proration_behavior: "none" });
  expect(session.amount_total).toBe(0);
  await (await visitPage(session.url ?? "")).submit(GOOD_CARD);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
  expect(done).toMatchObject({ payment_status: "no_payment_required", subscription: { status: "active" } });
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
});

test("a setup saves a card without charging it", async () => {
  await using simulator = await startTestSimulator();
  await using webhooks = await collectWebhooks();
  const stripe = connectStripe(simulator);
  const customer = await stripe.customers.create({ email: "ines@halcyon.example" });
  await stripe.webhookEndpoints.create({ url: webhooks.url, enabled_events: ["*"] });
  const session = await stripe.checkout.sessions.create({
    mode: "setup",
    customer: customer.id,
    currency: "usd",
    success_url: RETURN,
    setup_intent_data: { metadata: { workspaceId: "ws_1" } },
  });
  const page = await visitPage(session.url ?? "");
  expect((await page.submit(DECLINED_CARD)).text).toContain("Your card was declined.");
  const bank = await page.submit(AUTHENTICATED_CARD);
  expect((await bank.submit({ outcome: "complete" })).leftFor).toBe(RETURN);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["setup_intent"] });
  expect(done).toMatchObject({
    status: "complete",
    payment_status: "no_payment_required",
    setup_intent: { status: "succeeded", metadata: { workspaceId: "ws_1" } },
  });
  expect((await stripe.customers.listPaymentMethods(customer.id)).data.map(({ card }) => card?.last4)).toEqual([
    "3155",
  ]);
  expect(webhooks.types.slice(-3)).toEqual([
    "setup_intent.succeeded",
    "payment_method.attached",
    "checkout.session.completed",
  ]);
});
