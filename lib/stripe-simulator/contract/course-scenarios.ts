import type Stripe from "stripe";
import { paySession } from "#lib/stripe-simulator/checkout/pay-session.ts";
import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { settleBankDebit } from "#lib/stripe-simulator/payments/bank-debits.ts";
import { closeDispute, openDispute } from "#lib/stripe-simulator/payments/disputes.ts";
import { failRefund } from "#lib/stripe-simulator/payments/fail-refund.ts";
import { renewCard } from "#lib/stripe-simulator/payments/renew-card.ts";
import type { Scenario } from "./scenario.ts";

const DAY = 86_400;
const START = Date.UTC(2027, 0, 31) / 1000;
const MONTHLY = { currency: "usd", recurring: { interval: "month" } } as const;

/** What payers, banks and time do, of which the API only tells by events. */
export const COURSE_SCENARIOS: readonly Scenario[] = [
  {
    name: "sessions are paid",
    run: async (stripe, { simulator, accountKey }) => {
      const account = simulator.accountOf(accountKey);
      const bought: Stripe.Checkout.SessionCreateParams = {
        mode: "payment",
        line_items: [
          { quantity: 1, price_data: { currency: "usd", unit_amount: 900, product_data: { name: "Credits" } } },
        ],
        invoice_creation: { enabled: true },
      };
      const monthly = await stripe.prices.create({ ...MONTHLY, unit_amount: 2_000, product_data: { name: "Pro" } });
      await pay(stripe, account, bought, "pm_card_visa");
      for (const outcome of ["paid", "insufficient_funds"] as const) {
        const session = await pay(stripe, account, bought, "pm_usBankAccount_success");
        settleBankDebit(account, String(session.payment_intent), outcome);
        await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent", "invoice"] });
      }
      const line_items = [{ price: monthly.id, quantity: 2 }];
      const session = await pay(stripe, account, { mode: "subscription", line_items }, "pm_card_visa");
      await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription.latest_invoice", "line_items"] });
      await pay(stripe, account, { mode: "setup", currency: "usd" }, "pm_card_visa");
    },
  },
  {
    name: "an upgrade is declined, then paid; another is never paid",
    run: async (stripe) => {
      const { clock, customer, good } = await clockedCustomer(stripe);
      const [price, dearer] = await Promise.all([
        stripe.prices.create({ ...MONTHLY, unit_amount: 2_000, product_data: { name: "Pro" } }),
        stripe.prices.create({ ...MONTHLY, unit_amount: 9_000, product_data: { name: "Team" } }),
      ]);
      const subscription = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
      await saveDefault(stripe, customer, "pm_card_chargeCustomerFail");
      const [item] = subscription.items.data;
      const upgrade = async (quantity: number): Promise<Stripe.Subscription> =>
        stripe.subscriptions.update(subscription.id, {
          items: [{ id: item?.id ?? "", price: dearer.id, quantity }],
          proration_behavior: "always_invoice",
          payment_behavior: "pending_if_incomplete",
          expand: ["latest_invoice"],
        });
      const pending = await upgrade(1);
      await stripe.invoices.pay((pending.latest_invoice as Stripe.Invoice).id ?? "", { payment_method: good });
      await upgrade(2);
      await stripe.testHelpers.testClocks.advance(clock, { frozen_time: START + 2 * DAY });
    },
  },
  {
    name: "renewals are declined, asked for and overdue; a schedule runs out",
    run: async (stripe) => {
      const { clock, customer } = await clockedCustomer(stripe);
      const price = await stripe.prices.create({ ...MONTHLY, unit_amount: 2_000, product_data: { name: "Pro" } });
      const items = [{ price: price.id }];
      await stripe.subscriptions.create({ customer, items });
      await stripe.subscriptions.create({ customer, items, collection_method: "send_invoice", days_until_due: 5 });
      await stripe.subscriptionSchedules.create({
        customer,
        start_date: START + DAY,
        end_behavior: "release",
        phases: [{ items, duration: { interval: "month", interval_count: 1 } }],
      });
      await stripe.subscriptionSchedules.create({
        customer,
        start_date: START + DAY,
        end_behavior: "cancel",
        phases: [{ items, duration: { interval: "month", interval_count: 1 } }],
      });
      await saveDefault(stripe, customer, "pm_card_chargeCustomerFail");
      await stripe.testHelpers.testClocks.advance(clock, { frozen_time: START + 40 * DAY });
      await saveDefault(stripe, customer, "pm_card_authenticationRequired");
      await stripe.subscriptions.create({ customer, items, payment_behavior: "allow_incomplete" });
      await stripe.testHelpers.testClocks.advance(clock, { frozen_time: START + 80 * DAY });
    },
  },
  {
    name: "banks send news",
    run: async (stripe, { simulator, accountKey }) => {
      const account = simulator.accountOf(accountKey);
      const customer = await stripe.customers.create();
      const paid = await stripe.paymentIntents.create({
        customer: customer.id,
        amount: 900,
        currency: "usd",
        payment_method: "pm_card_visa",
        setup_future_usage: "off_session",
        confirm: true,
      });
      const refund = await stripe.refunds.create({ payment_intent: paid.id, amount: 200 });
      failRefund(account, refund.id);
      await stripe.refunds.list();
      closeDispute(account, openDispute(account, String(paid.latest_charge)).id, "won");
      renewCard(account, String(paid.payment_method));
    },
  },
];

async function pay(
  stripe: Stripe,
  account: Account,
  params: Stripe.Checkout.SessionCreateParams,
  method: string,
): Promise<Stripe.Checkout.Session> {
  const customer = await stripe.customers.create({ email: "ada@example.com" });
  const { id } = await stripe.checkout.sessions.create({
    ...params,
    customer: customer.id,
    success_url: "http://127.0.0.1:4010/done",
  });
  const outcome = paySession(account, find(account.tables.checkoutSessions, "checkout.session", id), method);
  if (outcome.kind !== "done") throw new Error(`The session was not paid: ${JSON.stringify(outcome)}`);
  return stripe.checkout.sessions.retrieve(id);
}

async function clockedCustomer(stripe: Stripe): Promise<{ clock: string; customer: string; good: string }> {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START });
  const customer = await stripe.customers.create({ test_clock: clock.id });
  const good = await saveDefault(stripe, customer.id, "pm_card_visa");
  return { clock: clock.id, customer: customer.id, good };
}

async function saveDefault(stripe: Stripe, customer: string, magic: string): Promise<string> {
  const { id } = await stripe.paymentMethods.attach(magic, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  return id;
}
