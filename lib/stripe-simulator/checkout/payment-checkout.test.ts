import type Stripe from "stripe";
import { expect, test } from "vitest";
import { startTestSimulator, type TestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { collectWebhooks } from "./testing/collect-webhooks.ts";
import { connectStripe } from "./testing/connect-stripe.ts";
import { AUTHENTICATED_CARD, DECLINED_CARD, GOOD_CARD, visitPage } from "./testing/page-visit.ts";

const RETURN = "http://localhost:4010/acme/settings/billing";

async function openTopUp(simulator: TestSimulator, more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const stripe = connectStripe(simulator);
  const customer = await stripe.customers.create({ email: "ines@halcyon.example", name: "Halcyon" });
  const session = await stripe.checkout.sessions.create({
    mode: "payment",
    customer: customer.id,
    client_reference_id: "ws_1",
    line_items: [
      {
        price_data: { currency: "usd", unit_amount: 5_000, product_data: { name: "Credits" } },
        quantity: 1,
      },
    ],
    invoice_creation: { enabled: true },
    payment_intent_data: { setup_future_usage: "off_session", metadata: { kind: "credit_topup" } },
    success_url: `${RETURN}?session={CHECKOUT_SESSION_ID}`,
    cancel_url: RETURN,
    ...more,
  });
  return { stripe, customer, session };
}

test("a card pays, is kept for later, and the browser comes back with the session's id", async () => {
  await using simulator = await startTestSimulator();
  const { stripe, customer, session } = await openTopUp(simulator);
  expect(session).toMatchObject({
    status: "open",
    payment_status: "unpaid",
    amount_total: 5_000,
    payment_intent: null,
  });
  const page = await visitPage(session.url ?? "");
  expect(page.text).toContain("Simulated payments: no money moves");
  expect(page.text).toContain("$50.00");
  expect(page.text).toContain(`href="${RETURN}"`);
  expect((await page.submit(GOOD_CARD)).leftFor).toBe(`${RETURN}?session=${session.id}`);

  const paid = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ["payment_intent", "line_items", "invoice"],
  });
  expect(paid).toMatchObject({ status: "complete", payment_status: "paid", url: null, client_reference_id: "ws_1" });
  const intent = paid.payment_intent as Stripe.PaymentIntent;
  expect(intent).toMatchObject({ status: "succeeded", amount_received: 5_000, metadata: { kind: "credit_topup" } });
  expect(paid.line_items?.data[0]).toMatchObject({ description: "Credits", amount_total: 5_000, quantity: 1 });
  expect(paid.invoice).toMatchObject({ status: "paid", amount_paid: 5_000, total: 5_000 });
  const saved = await stripe.customers.listPaymentMethods(customer.id);
  expect(saved.data.map(({ card }) => card?.last4)).toEqual(["4242"]);

  const again = await visitPage(`${simulator.url}/pay/${session.id}`);
  expect(again.text).toContain("This checkout is complete");
  expect((await again.submit(GOOD_CARD)).leftFor).toBe(`${RETURN}?session=${session.id}`);
  expect((await stripe.paymentIntents.list({ customer: customer.id })).data).toHaveLength(1);
});

test("two presses of the button at once pay once", async () => {
  await using simulator = await startTestSimulator();
  const { stripe, customer, session } = await openTopUp(simulator);
  const page = await visitPage(session.url ?? "");
  const pages = await Promise.all([page.submit(GOOD_CARD), page.submit(GOOD_CARD)]);
  expect(pages.map(({ leftFor }) => leftFor)).toEqual(pages.map(() => `${RETURN}?session=${session.id}`));
  expect((await stripe.paymentIntents.list({ customer: customer.id })).data).toHaveLength(1);
});

test("what the customer has to its credit is no part of an invoice over what was paid just now", async () => {
  await using simulator = await startTestSimulator();
  const { stripe, customer, session } = await openTopUp(simulator);
  await stripe.customers.createBalanceTransaction(customer.id, { amount: -2_000, currency: "usd" });
  await (await visitPage(session.url ?? "")).submit(GOOD_CARD);
  const { invoice } = await stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice"] });
  expect(invoice).toMatchObject({ status: "paid", amount_due: 5_000, amount_paid: 5_000, ending_balance: 0 });
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -2_000 });
});

test("events come in Stripe's order, the session's own last", async () => {
  await using simulator = await startTestSimulator();
  await using webhooks = await collectWebhooks();
  const { stripe, session } = await openTopUp(simulator);
  await stripe.webhookEndpoints.create({ url: webhooks.url, enabled_events: ["*"] });
  await (await visitPage(session.url ?? "")).submit(GOOD_CARD);
  const money = webhooks.types.filter((type) => /^(payment_intent|charge|invoice\.paid|checkout)/.test(type));
  expect(money).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "invoice.paid",
    "checkout.session.completed",
  ]);
});

test("a declined card shows Stripe's words and lets one try another, on the same intent", async () => {
  await using simulator = await startTestSimulator();
  const { stripe, customer, session } = await openTopUp(simulator);
  const refused = await (await visitPage(session.url ?? "")).submit(DECLINED_CARD);
  expect(refused).toMatchObject({ url: session.url, leftFor: null });
  expect(refused.text).toContain("Your card was declined.");
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
  expect((await refused.submit(GOOD_CARD)).leftFor).toContain(session.id);
  const intents = await stripe.paymentIntents.list({ customer: customer.id });
  expect(intents.data.map(({ status }) => status)).toEqual(["succeeded"]);
});

test("authentication is a page of its own, passed or failed", async () => {
  await using simulator = await startTestSimulator();
  const { stripe, session } = await openTopUp(simulator);
  const bank = await (await visitPage(session.url ?? "")).submit(AUTHENTICATED_CARD);
  expect(bank.text).toContain("Complete authentication");
  const failed = await bank.submit({ outcome: "fail" });
  expect(failed.url).toBe(session.url);
  expect(failed.text).toContain("failed authentication");
  const second = await failed.submit(AUTHENTICATED_CARD);
  expect((await second.submit({ outcome: "complete" })).leftFor).toContain(session.id);
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: "complete",
    payment_status: "paid",
  });
});

test("a bank debit completes the session unpaid; the bank decides later", async () => {
  await using simulator = await startTestSimulator();
  await using webhooks = await collectWebhooks();
  for (const [control, outcome, status] of [
    ["settle", "checkout.session.async_payment_succeeded", "paid"],
    ["fail", "checkout.session.async_payment_failed", "unpaid"],
  ] as const) {
    const { stripe, session } = await openTopUp(simulator);
    const endpoint = await stripe.webhookEndpoints.create({ url: webhooks.url, enabled_events: ["*"] });
    await (await visitPage(session.url ?? "")).submit({ method: "bank" });
    const unpaid = await stripe.checkout.sessions.retrieve(session.id);
    expect(unpaid).toMatchObject({ status: "complete", payment_status: "unpaid", invoice: null });
    await fetch(`${simulator.url}/_control/bank/${control}/${unpaid.payment_intent}`, { method: "POST" });
    await simulator.simulator.deliveries.idle();
    expect(webhooks.types.at(-1)).toBe(outcome);
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe(status);
    await stripe.webhookEndpoints.del(endpoint.id);
  }
});

test("the browser is sent on after the webhooks, but before them while they are held", async () => {
  await using simulator = await startTestSimulator();
  await using webhooks = await collectWebhooks();
  const { stripe, session } = await openTopUp(simulator);
  await stripe.webhookEndpoints.create({ url: webhooks.url, enabled_events: ["checkout.session.completed"] });
  simulator.simulator.deliveries.delayMs = 50;
  await (await visitPage(session.url ?? "")).submit(GOOD_CARD);
  expect(webhooks.types).toEqual(["checkout.session.completed"]);

  const { session: second } = await openTopUp(simulator);
  await fetch(`${simulator.url}/_control/webhooks`, { method: "POST", body: JSON.stringify({ mode: "hold" }) });
  expect((await (await visitPage(second.url ?? "")).submit(GOOD_CARD)).leftFor).toContain(second.id);
  expect(webhooks.types).toHaveLength(1);
  await fetch(`${simulator.url}/_control/webhooks/flush`, { method: "POST" });
  expect(webhooks.types).toHaveLength(2);
});

test("a session expires by itself after its time, or when asked, and takes no payment then", async () => {
  await using simulator = await startTestSimulator({ at: new Date("2026-11-24T10:00:00Z") });
  const { stripe, session } = await openTopUp(simulator);
  const page = await visitPage(session.url ?? "");
  await simulator.clock.advanceTo(new Date("2026-11-25T10:00:00Z"));
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: "expired", url: null });
  expect((await page.submit(GOOD_CARD)).text).toContain("This checkout has expired");
  const { session: second } = await openTopUp(simulator);
  expect((await stripe.checkout.sessions.expire(second.id)).status).toBe("expired");
  await expect(stripe.checkout.sessions.expire(second.id)).rejects.toThrow(/has a status of `expired`/);
  const expired = await stripe.checkout.sessions.list({ status: "expired" });
  expect(expired.data.map(({ id }) => id)).toEqual([second.id, session.id]);
});

test("what makes no session is refused", async () => {
  await using simulator = await startTestSimulator();
  const refused = (more: Partial<Stripe.Checkout.SessionCreateParams>) => openTopUp(simulator, more);
  await expect(refused({ success_url: "javascript:alert(1)" })).rejects.toThrow("Not a valid URL");
  await expect(refused({ cancel_url: "javascript:alert(1)" })).rejects.toThrow("Not a valid URL");
  await expect(refused({ line_items: [] })).rejects.toThrow(/line_items/);
  await expect(refused({ customer: "cus_none" })).rejects.toThrow("No such customer: 'cus_none'");
  await expect(refused({ expires_at: 1 })).rejects.toThrow(/at least 30 minutes/);
  await expect(refused({ discounts: [{ coupon: "x" }] })).rejects.toThrow(/does not have discounts/);
  await expect(refused({ subscription_data: {} as never })).resolves.toBeDefined();
  await expect(refused({ subscription_data: { description: "x" } })).rejects.toThrow(
    /`subscription_data` in `payment`/,
  );
  const cheap = [{ price_data: { currency: "usd", unit_amount: 49, product_data: { name: "x" } }, quantity: 1 }];
  await expect(refused({ line_items: cheap })).rejects.toThrow(/at least \$0.50/);
});

test("text that comes from outside cannot become markup", async () => {
  await using simulator = await startTestSimulator();
  const name = `<img src=x onerror="alert(1)">'&`;
  const { session } = await openTopUp(simulator, {
    line_items: [{ price_data: { currency: "usd", unit_amount: 500, product_data: { name } }, quantity: 1 }],
  });
  const page = await visitPage(session.url ?? "");
  expect(page.text).not.toContain("<img");
  expect(page.text).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;");
  const echoed = await page.submit({ ...DECLINED_CARD, number: `"><script>` });
  expect(echoed.text).not.toContain("<script");
});
