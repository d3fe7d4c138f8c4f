import fc from "fast-check";
import Stripe from "stripe";
import { expect, it } from "vitest";
import { validateEvent } from "#lib/stripe-simulator/contract/validate.ts";
import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { createSimulator } from "#lib/stripe-simulator/core/simulator.ts";
import { settleBankDebit } from "#lib/stripe-simulator/payments/bank-debits.ts";
import { linesOf } from "./draft-lines.ts";
import { type OpenAccount, openAccount, setMethod } from "./testing/open-account.ts";

const CARDS = [
  "pm_card_visa",
  "pm_card_chargeCustomerFail",
  "pm_card_authenticationRequired",
  "pm_usBankAccount_success",
];
const BEHAVIORS = ["allow_incomplete", "pending_if_incomplete", "error_if_incomplete", "default_incomplete"] as const;
const PRORATIONS = ["always_invoice", "create_prorations", "none"] as const;

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait"), hours: fc.integer({ min: 0, max: 400 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("card"), card: fc.constantFrom(...CARDS) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("change"),
      isTeam: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 9 }),
      proration: fc.constantFrom(...PRORATIONS),
      behavior: fc.constantFrom(...BEHAVIORS),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("pay") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("bank"), isGood: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("void") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("schedule") }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("release") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end"), isPlanned: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel"), isProrated: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("subscribe"), isSent: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("item"), amount: fc.integer({ min: -3000, max: 9000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("credit") }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

it("keeps its books through any course of events", async () => {
  const done = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40, size: "max" }), async (steps) => {
      const scene = await openAccount();
      await take(scene, { do: "subscribe", isSent: false });
      for (const one of steps) {
        const answer = await take(scene, one);
        done.set(`${one.do} ${answer}`, (done.get(`${one.do} ${answer}`) ?? 0) + 1);
        checkBooks(scene.account);
      }
      checkSnapshot(scene);
    }),
    { numRuns: 60 },
  );
  for (const kind of ["change", "pay", "void", "schedule", "release", "end", "cancel", "subscribe", "item", "credit"]) {
    expect(done.get(`${kind} done`) ?? 0, `${kind}: ${JSON.stringify([...done])}`).toBeGreaterThan(5);
  }
}, 120_000);

/** Tries a step; what Stripe would refuse is refused, and a bug of the simulator is not a refusal. */
async function take(scene: OpenAccount, one: Step): Promise<"done" | "refused"> {
  try {
    await act(scene, one);
    return "done";
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && (error.statusCode ?? 500) < 500) return "refused";
    throw error;
  }
}

async function act(scene: OpenAccount, one: Step): Promise<void> {
  const { stripe, customer, prices, account } = scene;
  const subscription = [...account.tables.subscriptions.values()].at(-1);
  const id = subscription?.id ?? "";
  const invoices = [...account.tables.invoices.values()];
  const invoice = (invoices.findLast(({ status }) => status === "open") ?? invoices.at(-1))?.id ?? "";
  const itemId = subscription?.items.data[0]?.id ?? "";
  if (one.do === "wait") scene.advanceTo(scene.now() + one.hours * 3600);
  if (one.do === "card") await setMethod(stripe, customer, one.card);
  if (one.do === "pay") await stripe.invoices.pay(invoice);
  if (one.do === "bank") {
    const intents = [...account.tables.paymentIntents.values()].filter(({ status }) => status === "processing");
    for (const intent of intents) settleBankDebit(account, intent.id, one.isGood ? "paid" : "insufficient_funds");
  }
  if (one.do === "void") await stripe.invoices.voidInvoice(invoice);
  if (one.do === "release") await stripe.subscriptionSchedules.release(subscription?.schedule ?? "none");
  if (one.do === "end") await stripe.subscriptions.update(id, { cancel_at_period_end: one.isPlanned });
  if (one.do === "cancel")
    await stripe.subscriptions.cancel(id, { prorate: one.isProrated, invoice_now: one.isProrated });
  if (one.do === "item") await stripe.invoiceItems.create({ customer, amount: one.amount, currency: "usd" });
  if (one.do === "credit") await stripe.creditNotes.create({ invoice, amount: 100, credit_amount: 100 });
  if (one.do === "schedule") await scheduleChange(scene, id);
  if (one.do === "change") {
    await stripe.subscriptions.update(id, {
      items: [{ id: itemId, price: one.isTeam ? prices.team : prices.pro, quantity: one.quantity }],
      proration_behavior: one.proration,
      payment_behavior: one.behavior,
    });
  }
  if (one.do === "subscribe") {
    await stripe.subscriptions.create({
      customer,
      items: [{ price: prices.pro }],
      ...(one.isSent ? { collection_method: "send_invoice", days_until_due: 10 } : {}),
    });
  }
}

async function scheduleChange({ stripe, prices }: OpenAccount, id: string): Promise<void> {
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id });
  const [current] = schedule.phases;
  const start_date = current?.start_date ?? 0;
  await stripe.subscriptionSchedules.update(schedule.id, {
    phases: [
      {
        items: [{ price: String(current?.items[0]?.price), quantity: current?.items[0]?.quantity ?? 1 }],
        start_date,
        end_date: current?.end_date ?? 0,
      },
      { items: [{ price: prices.pro }], duration: { interval: "month" }, proration_behavior: "none" },
    ],
  });
}

function checkBooks(account: Account): void {
  const { invoices, invoicePayments, balanceTransactions, charges, customers, subscriptions } = account.tables;
  let paidByIntent = 0;
  for (const invoice of invoices.values()) {
    const lines = linesOf(account, invoice).reduce((sum, line) => sum + line.amount, 0);
    expect(invoice.total).toBe(lines);
    expect(invoice.amount_paid + invoice.amount_remaining).toBe(invoice.amount_due);
    expect(invoice.amount_due).toBeGreaterThanOrEqual(0);
    if (invoice.status === "paid") expect(invoice.amount_remaining).toBe(0);
    if (invoice.status === "draft") expect(invoice.number).toBeNull();
    const paid = [...invoicePayments.values()].filter(
      ({ invoice: id, status }) => id === invoice.id && status === "paid",
    );
    expect(paid.length).toBeLessThanOrEqual(1);
    for (const payment of paid) paidByIntent += payment.amount_paid ?? 0;
  }
  const charged = [...charges.values()].filter(({ paid, status }) => paid && status === "succeeded");
  expect(charged.reduce((sum, { amount }) => sum + amount, 0)).toBe(paidByIntent);
  const numbers = [...invoices.values()].flatMap(({ number }) => number ?? []);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const customer of customers.values()) {
    const moved = [...balanceTransactions.values()].filter((one) => one.customer === customer.id);
    expect(customer.balance).toBe(moved.reduce((sum, { amount }) => sum + amount, 0));
  }
  for (const subscription of subscriptions.values()) {
    const [item] = subscription.items.data;
    const isRunning = !["canceled", "incomplete_expired"].includes(subscription.status);
    if (isRunning) expect(item?.current_period_end).toBeGreaterThan(account.world.clock.now().getTime() / 1000);
    else expect(subscription.pending_update).toBeNull();
  }
}

/** A simulator that goes on from its saved state does what the first one would have done. */
function checkSnapshot(scene: OpenAccount): void {
  const later = scene.now() + 40 * 86_400;
  const copy = createSimulator({
    clock: { now: () => new Date(later * 1000) },
    origin: scene.account.world.origin,
    deliver: async () => 200,
    snapshot: JSON.parse(JSON.stringify(scene.simulator.snapshot())),
  });
  copy.runDue();
  scene.advanceTo(later);
  const told = (account: Account) =>
    [...account.tables.events.values()].map(({ type, created }) => `${type} ${created}`);
  expect(told(copy.accountOf(scene.account.key))).toEqual(told(scene.account));
  const invalid = [...scene.account.tables.events.values()].flatMap((event) => validateEvent(event));
  expect(invalid).toEqual([]);
}
