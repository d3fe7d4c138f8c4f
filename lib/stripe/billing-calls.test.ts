import { expect, test } from "vitest";
import { sumNanos } from "#lib/domain/money.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { startTestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { cancelAndRefund } from "./cancel-and-refund.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import { commitChange } from "./commit-change.ts";
import { connectSimulator } from "./connection.ts";
import { createContractSubscription } from "./create-contract-subscription.ts";
import { createPlanCheckout } from "./create-plan-checkout.ts";
import { ensureCustomer } from "./ensure-customer.ts";
import { expireCheckout } from "./expire-checkout.ts";
import { listInvoices } from "./list-invoices.ts";
import { previewChange } from "./preview-change.ts";
import { previewStart } from "./preview-start.ts";
import { readBilling } from "./read-billing.ts";
import { readCheckout } from "./read-checkout.ts";
import { readFundingInstructions } from "./read-funding-instructions.ts";
import { readPayment } from "./read-payment.ts";
import { releaseSchedule } from "./release-schedule.ts";
import { scheduleChange } from "./schedule-change.ts";
import { setCancelAtPeriodEnd } from "./set-cancel-at-period-end.ts";

const at = new Date("2026-11-16T00:00:00Z");
const anchorAt = new Date("2026-12-01T00:00:00Z");
const workspaceId = "ws_1";
const PAGES = { successUrl: "http://console.test/done", cancelUrl: "http://console.test/back" };

async function openCustomer() {
  const simulator = await startTestSimulator({ at });
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  const customerId = await ensureCustomer(stripe, { workspaceId, name: "Halcyon", email: "ines@halcyon.example" });
  return { simulator, stripe, customerId, [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose]() };
}

async function openSubscription(plan: "pro" | "team", quantity: number) {
  const opened = await openCustomer();
  const { stripe, customerId } = opened;
  const page = { customerId, workspaceId, plan, quantity, anchorAt, ...PAGES, idempotencyKey: "quote:1" };
  const { url, sessionId } = await createPlanCheckout(stripe, page);
  await (await visitPage(url)).submit({ email: "ines@halcyon.example", ...GOOD_CARD });
  const { subscription } = await readBilling(stripe, customerId);
  if (!subscription) throw new Error("Nothing was bought");
  return { ...opened, subscription, sessionId };
}

test("a customer is made once, and named as at the last time", async () => {
  await using opened = await openCustomer();
  const { stripe, customerId } = opened;
  const named = { workspaceId, name: "Halcyon GmbH", email: "other@halcyon.example" };
  expect(await ensureCustomer(stripe, named)).toBe(customerId);
  expect(await stripe.client.customers.retrieve(customerId)).toMatchObject({ name: named.name, email: named.email });
});

test("the start of a plan costs what its preview says, and its state is read whole", async () => {
  await using opened = await openSubscription("team", 3);
  const { stripe, customerId, subscription, sessionId } = opened;
  const start = { plan: "team", quantity: 3, startsAt: at, anchorAt } as const;
  const preview = await previewStart(stripe, { ...start, customerId: null });
  expect(preview).toMatchObject({
    dueTodayNanos: 148_500_000_000n,
    renewalNanos: 297_000_000_000n,
    renewsAt: anchorAt,
  });
  expect(sumNanos(preview.lines.map(({ amountNanos }) => amountNanos))).toBe(preview.totalNanos);
  const [invoice] = await listInvoices(stripe, customerId);
  expect(invoice).toMatchObject({ state: "paid", totalNanos: preview.dueTodayNanos, subscriptionId: subscription.id });
  expect(subscription).toMatchObject({
    status: "active",
    plan: "team",
    seats: 3,
    periodEnd: anchorAt,
    isCancelling: false,
    scheduleId: null,
    scheduled: null,
  });
  const { card, invoices, liveSubscriptionIds } = await readBilling(stripe, customerId);
  expect(card).toMatchObject({ brand: "visa", last4: "4242", expiresMonth: 12, expiresYear: 2034 });
  expect(liveSubscriptionIds).toEqual([subscription.id]);
  expect(invoices).toMatchObject([{ state: "paid", reason: "start", isDebt: false, isByCard: true, hasFailed: false }]);
  expect(await readCheckout(stripe, sessionId)).toMatchObject({
    mode: "subscription",
    state: "complete",
    paymentState: "paid",
    customerId,
    subscriptionId: subscription.id,
    metadata: { workspaceId },
  });
});

test("a change costs what its preview says, once for each key", async () => {
  await using opened = await openSubscription("pro", 1);
  const { stripe, customerId, subscription } = opened;
  const { id: subscriptionId, itemId } = subscription;
  const change = { customerId, subscriptionId, itemId, plan: "team", quantity: 2, prorationAt: at } as const;
  const preview = await previewChange(stripe, change);
  expect(preview.lines.map(({ isProration }) => isProration)).toEqual([true, true]);
  const commit = { ...change, idempotencyKey: "quote:2" };
  const paid = { outcome: "paid", chargedNanos: preview.dueTodayNanos };
  expect(await commitChange(stripe, commit)).toEqual(paid);
  expect(await commitChange(stripe, commit)).toEqual(paid);
  const invoices = await listInvoices(stripe, customerId);
  expect(invoices).toHaveLength(2);
  expect(invoices.map(({ totalNanos }) => totalNanos)).toContain(preview.dueTodayNanos);
  expect((await readBilling(stripe, customerId)).subscription).toMatchObject({ plan: "team", seats: 2 });
});

test("a declined change leaves the plan and says what the bank said", async () => {
  await using opened = await openSubscription("pro", 1);
  const { stripe, customerId, subscription, simulator } = opened;
  simulator.simulator.accountOf(simulator.apiKey).nextOutcomes.push("insufficient_funds");
  const { id: subscriptionId, itemId } = subscription;
  const change = { customerId, subscriptionId, itemId, plan: "team", quantity: 2, prorationAt: at } as const;
  const outcome = await commitChange(stripe, { ...change, idempotencyKey: "quote:2" });
  expect(outcome).toMatchObject({ outcome: "declined", message: expect.stringMatching(/insufficient funds/) });
  const billing = await readBilling(stripe, customerId);
  expect(billing.subscription).toMatchObject({ plan: "pro", seats: 1, pendingUpdateExpiresAt: expect.any(Date) });
  expect(billing.invoices.filter(({ isDebt }) => isDebt)).toEqual([]);
});

test("a scheduled change is read, replaced, released and applied", async () => {
  await using opened = await openSubscription("team", 4);
  const { stripe, customerId, subscription, simulator } = opened;
  const { id: subscriptionId } = subscription;
  const scheduled = async () => (await readBilling(stripe, customerId)).subscription?.scheduled;
  const first = await scheduleChange(stripe, { subscriptionId, plan: "team", quantity: 2, idempotencyKey: "one" });
  expect(first.effectiveAt).toEqual(anchorAt);
  expect(await scheduled()).toEqual({ plan: "team", seats: 2, at: anchorAt });
  const second = await scheduleChange(stripe, { subscriptionId, plan: "pro", quantity: 1, idempotencyKey: "two" });
  expect(second.scheduleId).toBe(first.scheduleId);
  expect(await scheduled()).toEqual({ plan: "pro", seats: 1, at: anchorAt });
  await releaseSchedule(stripe, second.scheduleId);
  await releaseSchedule(stripe, second.scheduleId);
  expect(await scheduled()).toBeNull();
  await scheduleChange(stripe, { subscriptionId, plan: "pro", quantity: 1, idempotencyKey: "three" });
  await simulator.clock.advanceTo(new Date("2026-12-01T02:00:00Z"));
  const after = (await readBilling(stripe, customerId)).subscription;
  expect(after).toMatchObject({ plan: "pro", seats: 1, scheduled: null, status: "active" });
});

test("a subscription ends with its period or at once, with what was paid given back", async () => {
  await using opened = await openSubscription("pro", 1);
  const { stripe, customerId, subscription } = opened;
  await setCancelAtPeriodEnd(stripe, subscription.id, true);
  expect((await readBilling(stripe, customerId)).subscription?.isCancelling).toBe(true);
  await setCancelAtPeriodEnd(stripe, subscription.id, false);
  expect((await readBilling(stripe, customerId)).subscription?.isCancelling).toBe(false);
  await cancelAndRefund(stripe, subscription.id);
  await cancelAndRefund(stripe, subscription.id);
  const billing = await readBilling(stripe, customerId);
  expect(billing).toMatchObject({ subscription: { status: "canceled" }, liveSubscriptionIds: [] });
  const intents = await stripe.client.paymentIntents.list({ customer: customerId });
  const payment = await readPayment(stripe, intents.data[0]?.id ?? "", () => true);
  expect(payment?.refunds.map(({ amountNanos }) => amountNanos)).toEqual([payment?.amountNanos]);
});

test("ended for another one, the rest of its period is credited", async () => {
  await using opened = await openSubscription("pro", 1);
  const { stripe, customerId, subscription } = opened;
  await cancelSubscription(stripe, { subscriptionId: subscription.id, now: at });
  await cancelSubscription(stripe, { subscriptionId: subscription.id, now: at });
  const customer = await stripe.client.customers.retrieve(customerId);
  expect(customer.deleted ? null : customer.balance).toBe(-2_450);
});

test("a closed page is expired, and closing it again does nothing", async () => {
  await using opened = await openCustomer();
  const { stripe, customerId } = opened;
  const page = { customerId, workspaceId, plan: "pro", quantity: 1, anchorAt, ...PAGES, idempotencyKey: "k" } as const;
  const { sessionId } = await createPlanCheckout(stripe, page);
  await expireCheckout(stripe, sessionId);
  await expireCheckout(stripe, sessionId);
  await expireCheckout(stripe, "cs_test_unknown");
  expect(await readCheckout(stripe, sessionId)).toMatchObject({ state: "expired", url: null });
});

test("a contract is billed by invoice, with its purchase order, and paid by transfer", async () => {
  await using opened = await openCustomer();
  const { stripe, customerId, simulator } = opened;
  const contract = {
    customerId,
    workspaceId,
    monthlyNanos: 12_000_000_000_000n,
    name: "Weir Enterprise",
    netDays: 30,
    purchaseOrderNumber: "PO-123",
    anchorAt,
    idempotencyKey: "contract:1",
  };
  const { subscriptionId } = await createContractSubscription(stripe, contract);
  expect(await createContractSubscription(stripe, contract)).toEqual({ subscriptionId });
  const billing = await readBilling(stripe, customerId);
  expect(billing.subscription).toMatchObject({ id: subscriptionId, plan: "enterprise", status: "active" });
  await simulator.clock.advanceTo(new Date("2026-12-01T02:00:00Z"));
  const monthly = (await listInvoices(stripe, customerId)).find(
    ({ totalNanos }) => totalNanos === contract.monthlyNanos,
  );
  expect(monthly).toMatchObject({ state: "open", pdfUrl: expect.stringMatching(/^http/) });
  const invoice = await stripe.client.invoices.retrieve(monthly?.id ?? "");
  expect(invoice.custom_fields).toEqual([{ name: "PO number", value: "PO-123" }]);
  expect((invoice.due_date ?? 0) - (invoice.status_transitions.finalized_at ?? 0)).toBe(30 * 86_400);
  const [instructions] = await readFundingInstructions(stripe, customerId);
  expect(instructions).toMatchObject({
    accountNumber: expect.stringMatching(/^\d+$/),
    routingNumber: expect.any(String),
  });
});
