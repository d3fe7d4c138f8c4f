import { expect, test } from "vitest";
import { validateEvent, validateResponse } from "#lib/stripe-simulator/contract/validate.ts";
import { startTestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { collectWebhooks } from "./testing/collect-webhooks.ts";
import { connectStripe } from "./testing/connect-stripe.ts";
import { GOOD_CARD, visitPage } from "./testing/page-visit.ts";

const URLS = {
  success_url: "http://localhost:4010/?session={CHECKOUT_SESSION_ID}",
  cancel_url: "http://localhost:4010/",
};

test("sessions of every mode and end, and the events on their way, have the shapes that the SDK declares", async () => {
  await using simulator = await startTestSimulator();
  await using webhooks = await collectWebhooks();
  const stripe = connectStripe(simulator);
  await stripe.webhookEndpoints.create({ url: webhooks.url, enabled_events: ["*"] });
  const product = await stripe.products.create({ name: "Weir Pro" });
  const { id: price } = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 4_900,
    recurring: { interval: "month" },
  });
  const topUp = [
    { price_data: { currency: "usd", unit_amount: 5_000, product_data: { name: "Credits" } }, quantity: 1 },
  ];
  const { sessions } = stripe.checkout;

  // Without a customer, each makes its own from the email that is entered.
  const payment = await sessions.create({
    ...URLS,
    mode: "payment",
    line_items: topUp,
    invoice_creation: { enabled: true },
  });
  const guest = await sessions.create({ ...URLS, mode: "payment", line_items: topUp });
  const debit = await sessions.create({
    ...URLS,
    mode: "payment",
    line_items: topUp,
    customer_email: "ap@halcyon.example",
  });
  const plan = await sessions.create({ ...URLS, mode: "subscription", line_items: [{ price, quantity: 1 }] });
  const setup = await sessions.create({ ...URLS, mode: "setup", currency: "usd", customer_creation: "always" });
  const expired = await sessions.create({ ...URLS, mode: "payment", line_items: topUp });
  const email = "ines@halcyon.example";
  for (const { url } of [payment, guest, plan, setup]) {
    expect((await (await visitPage(url ?? "")).submit({ ...GOOD_CARD, email })).leftFor).toContain("cs_test_");
  }
  await (await visitPage(debit.url ?? "")).submit({ method: "bank" });
  const { payment_intent } = await sessions.retrieve(debit.id);
  await fetch(`${simulator.url}/_control/bank/settle/${payment_intent}`, { method: "POST" });
  await sessions.expire(expired.id);

  const headers = { authorization: `Bearer ${simulator.apiKey}` };
  const problems: Record<string, string[]> = {};
  for (const { id, mode } of [payment, guest, debit, plan, setup, expired]) {
    const session = await (await fetch(`${simulator.url}/v1/checkout/sessions/${id}`, { headers })).json();
    expect(session.status).toBe(id === expired.id ? "expired" : "complete");
    expect(session.customer_details?.email).toBe(
      id === expired.id ? undefined : id === debit.id ? "ap@halcyon.example" : email,
    );
    expect(typeof session.customer).toBe([payment, plan, setup].some((made) => made.id === id) ? "string" : "object");
    const wrong = validateResponse("GET /v1/checkout/sessions/{id}", session);
    if (wrong.length > 0) problems[`${mode} ${id}`] = wrong;
  }
  for (const event of webhooks.events) {
    const wrong = validateEvent(event);
    if (wrong.length > 0) problems[event.type] = wrong;
  }
  expect(problems).toEqual({});
  expect(new Set(webhooks.types.filter((type) => type.startsWith("checkout.")))).toEqual(
    new Set(["checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.expired"]),
  );
}, 20_000);
