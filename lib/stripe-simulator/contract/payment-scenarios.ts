import type Stripe from "stripe";
import type { Scenario } from "./scenario.ts";

/** What customers, catalogue, payments, events and clocks are asked. */
export const PAYMENT_SCENARIOS: readonly Scenario[] = [
  {
    name: "customers",
    run: async (stripe) => {
      const customer = await stripe.customers.create({
        email: "ada@example.com",
        name: "Ada",
        address: { line1: "1 Road", country: "US" },
        shipping: { name: "Ada", address: { line1: "1 Road" } },
        metadata: { workspace: "1" },
        payment_method: "pm_card_visa",
        tax_id_data: [{ type: "us_ein", value: "12-3456789" }],
        balance: 100,
        expand: ["tax_ids", "cash_balance"],
      });
      await stripe.customers.list({ email: "ada@example.com", limit: 3, created: { gte: 1 } });
      await stripe.customers.retrieve(customer.id, { expand: ["invoice_settings.default_payment_method"] });
      const [method] = (await stripe.customers.listPaymentMethods(customer.id)).data;
      await stripe.customers.update(customer.id, {
        invoice_settings: {
          default_payment_method: method?.id ?? "",
          custom_fields: [{ name: "PO number", value: "7" }],
        },
        description: "",
        metadata: { workspace: "" },
      });
      const taxId = await stripe.customers.createTaxId(customer.id, { type: "eu_vat", value: "DE123456789" });
      await stripe.customers.listTaxIds(customer.id);
      await stripe.customers.deleteTaxId(customer.id, taxId.id);
      await stripe.customers.createBalanceTransaction(customer.id, { amount: -50, currency: "usd" });
      await stripe.customers.listBalanceTransactions(customer.id);
      await stripe.customers.createFundingInstructions(customer.id, {
        currency: "usd",
        funding_type: "bank_transfer",
        bank_transfer: { type: "us_bank_transfer" },
      });
      await stripe.testHelpers.customers.fundCashBalance(customer.id, { amount: 5000, currency: "usd" });
      await stripe.customers.retrieveCashBalance(customer.id);
      await stripe.customers.listCashBalanceTransactions(customer.id);
      await stripe.customers.del(customer.id);
      await stripe.customers.retrieve(customer.id);
    },
  },
  {
    name: "catalogue",
    run: async (stripe) => {
      const product = await stripe.products.create({
        name: "Team",
        default_price_data: { currency: "usd", unit_amount: 2000, recurring: { interval: "month" } },
      });
      await stripe.products.list({ active: true });
      await stripe.products.retrieve(product.id, { expand: ["default_price"] });
      await stripe.products.update(product.id, { description: "Seats" });
      const price = await stripe.prices.create({
        product: product.id,
        currency: "usd",
        unit_amount: 2500,
        recurring: { interval: "month" },
        lookup_key: "team_monthly",
      });
      await stripe.prices.list({ lookup_keys: ["team_monthly"], expand: ["data.product"] });
      await stripe.prices.retrieve(price.id);
      await stripe.prices.update(price.id, { nickname: "Team", metadata: { plan: "team" } });
    },
  },
  {
    name: "payment methods",
    run: async (stripe) => {
      const customer = await stripe.customers.create();
      const card = await stripe.paymentMethods.create({
        type: "card",
        card: { number: "4242424242424242", exp_month: 12, exp_year: 2030, cvc: "123" },
        billing_details: { name: "Ada", address: { country: "US" } },
      });
      await stripe.paymentMethods.attach(card.id, { customer: customer.id });
      await stripe.paymentMethods.retrieve(card.id, { expand: ["customer"] });
      await stripe.paymentMethods.detach(card.id);
      await stripe.setupIntents.create({ customer: customer.id, payment_method: "pm_card_visa", confirm: true });
      const bank = await stripe.paymentMethods.create({
        type: "us_bank_account",
        us_bank_account: {
          account_number: "000123456789",
          routing_number: "110000000",
          account_holder_type: "company",
        },
        billing_details: { name: "Ada" },
      });
      const setup = await stripe.setupIntents.create({
        customer: customer.id,
        allowed_payment_method_types: ["us_bank_account"],
      });
      await stripe.setupIntents.confirm(setup.id, { payment_method: bank.id });
      await stripe.setupIntents.verifyMicrodeposits(setup.id, { amounts: [32, 45] });
      await stripe.setupIntents.retrieve(setup.id, { expand: ["payment_method", "mandate"] });
      await stripe.setupIntents.create({ payment_method: "pm_card_chargeDeclined", confirm: true }).catch(swallow);
      await stripe.setupIntents.create({ payment_method: "pm_card_authenticationRequired", confirm: true });
    },
  },
  {
    name: "payments",
    run: async (stripe, { simulator, accountKey }) => {
      const customer = await stripe.customers.create();
      const charged = { customer: customer.id, amount: 5000, currency: "usd", confirm: true } as const;
      const paid = await stripe.paymentIntents.create({
        ...charged,
        payment_method: "pm_card_visa",
        setup_future_usage: "off_session",
        metadata: { kind: "credit_topup" },
        expand: ["latest_charge", "payment_method"],
      });
      await stripe.paymentIntents.list({ customer: customer.id });
      await stripe.paymentIntents.retrieve(paid.id, { expand: ["latest_charge.refunds", "customer"] });
      await stripe.charges.retrieve((paid.latest_charge as Stripe.Charge).id);
      await stripe.paymentIntents
        .create({ ...charged, payment_method: "pm_card_chargeDeclinedInsufficientFunds", off_session: true })
        .catch(swallow);
      await stripe.paymentIntents
        .create({ ...charged, payment_method: "pm_card_authenticationRequired", off_session: true })
        .catch(swallow);
      const waiting = await stripe.paymentIntents.create({
        ...charged,
        payment_method: "pm_card_authenticationRequired",
        return_url: "http://127.0.0.1:4010/back",
      });
      await stripe.paymentIntents.cancel(waiting.id, { cancellation_reason: "abandoned" });
      const later = await stripe.paymentIntents.create({ amount: 700, currency: "usd", customer: customer.id });
      await stripe.paymentIntents.confirm(later.id, { payment_method: "pm_card_mastercard" });
      for (const bank of ["pm_usBankAccount_success", "pm_usBankAccount_accountClosed"]) {
        await stripe.paymentIntents.create({ ...charged, payment_method: bank });
      }
      await stripe.refunds.create({ payment_intent: paid.id, amount: 1000, reason: "requested_by_customer" });
      await stripe.refunds.create({ charge: (paid.latest_charge as Stripe.Charge).id });
      await stripe.refunds.list({ payment_intent: paid.id, expand: ["data.charge"] });
      const { openDispute, closeDispute } = await import("#lib/stripe-simulator/payments/disputes.ts");
      const account = simulator.accountOf(accountKey);
      const confirmed = await stripe.paymentIntents.retrieve(later.id);
      closeDispute(account, openDispute(account, String(confirmed.latest_charge)).id, "lost");
    },
  },
  {
    name: "events and endpoints",
    run: async (stripe) => {
      await stripe.products.create({ name: "Pro" });
      const [event] = (await stripe.events.list({ types: ["product.created"] })).data;
      await stripe.events.retrieve(event?.id ?? "");
      const endpoint = await stripe.webhookEndpoints.create({
        url: "http://127.0.0.1/hook",
        enabled_events: ["invoice.paid"],
        api_version: "2026-10-28.endive",
      });
      await stripe.webhookEndpoints.list();
      await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
      await stripe.webhookEndpoints.del(endpoint.id);
    },
  },
  {
    name: "test clocks",
    run: async (stripe) => {
      const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_790_000_000, name: "Renewal" });
      const customer = await stripe.customers.create({ test_clock: clock.id });
      await stripe.paymentIntents.create({
        customer: customer.id,
        amount: 900,
        currency: "usd",
        payment_method: "pm_usBankAccount_success",
        confirm: true,
      });
      await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: 1_790_000_000 + 5 * 86_400 });
      await stripe.testHelpers.testClocks.retrieve(clock.id);
      await stripe.testHelpers.testClocks.del(clock.id);
    },
  },
];

/** A refusal is checked by the observer; the scenario goes on. */
function swallow(): null {
  return null;
}
