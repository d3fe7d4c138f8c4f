import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { setAfterRetries } from "./billing-notes.ts";
import { monthlyPrice, type OpenAccount, openAccount, setMethod, unixSeconds } from "./testing/open-account.ts";

type Scene = OpenAccount & { subscription: Stripe.Subscription };

async function onPro(method = "pm_card_visa"): Promise<Scene> {
  const scene = await openAccount();
  const { stripe, customer, prices } = scene;
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price: prices.pro }] });
  if (method !== "pm_card_visa") await setMethod(stripe, customer, method);
  scene.events();
  return { ...scene, subscription };
}

describe("a renewal", () => {
  it("tells of it days before, begins the period with a draft and charges an hour later", async () => {
    const { stripe, subscription, advanceTo, events, problems } = await onPro();
    advanceTo("2026-11-27T23:59:59Z");
    expect(events()).toEqual([]);
    advanceTo("2026-11-28T00:00:00Z");
    expect(events()).toEqual(["invoice.upcoming"]);
    advanceTo("2026-12-01T00:00:00Z");
    expect(events()).toEqual(["customer.subscription.updated", "invoice.created"]);
    const rolled = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
    expect(rolled.items.data[0]).toMatchObject({
      current_period_start: unixSeconds("2026-12-01T00:00:00Z"),
      current_period_end: unixSeconds("2027-01-01T00:00:00Z"),
    });
    expect(rolled.latest_invoice).toMatchObject({
      status: "draft",
      billing_reason: "subscription_cycle",
      automatically_finalizes_at: unixSeconds("2026-12-01T01:00:00Z"),
    });
    advanceTo("2026-12-01T01:00:00Z");
    expect(events()).toEqual([
      "invoice.finalized",
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
    ]);
    expect(problems()).toEqual([]);
  });

  it("takes what is added to its draft within the hour", async () => {
    const { stripe, customer, advanceTo } = await onPro();
    advanceTo("2026-12-01T00:30:00Z");
    const [draft] = (await stripe.invoices.list({ customer, status: "draft" })).data;
    await stripe.invoiceItems.create({ customer, invoice: draft?.id ?? "", amount: 1234, currency: "usd" });
    advanceTo("2026-12-01T01:00:00Z");
    expect(await stripe.invoices.retrieve(draft?.id ?? "")).toMatchObject({ status: "paid", amount_paid: 6134 });
  });

  it("does every renewal of a long time in order", async () => {
    const { stripe, customer, advanceTo } = await onPro();
    advanceTo("2027-06-15T00:00:00Z");
    const paid = (await stripe.invoices.list({ customer, status: "paid" })).data;
    expect(paid).toHaveLength(8);
    expect(paid.map(({ number }) => Number(number?.split("-")[1]))).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it("ends the subscription instead when that was asked for, and does not when it was taken back", async () => {
    const { stripe, subscription, advanceTo, events } = await onPro();
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    expect(events()).toEqual(["customer.subscription.updated"]);
    await expect(stripe.invoices.createPreview({ subscription: subscription.id })).rejects.toMatchObject({
      statusCode: 404,
      code: "invoice_upcoming_none",
    });
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    const again = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    expect(again.cancel_at).toBe(unixSeconds("2026-12-01T00:00:00Z"));
    events();
    advanceTo("2026-12-01T00:00:00Z");
    expect(events()).toEqual(["customer.subscription.deleted"]);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("canceled");
  });
});

describe("a renewal that is declined", () => {
  it("falls past due, and is active again once the open invoice is paid", async () => {
    const { stripe, customer, subscription, advanceTo, events, problems } = await onPro("pm_card_chargeCustomerFail");
    advanceTo("2026-12-01T00:30:00Z");
    events();
    advanceTo("2026-12-01T01:00:00Z");
    expect(events()).toEqual([
      "invoice.finalized",
      "payment_intent.created",
      "payment_intent.payment_failed",
      "charge.failed",
      "invoice.payment_failed",
      "customer.subscription.updated",
    ]);
    const late = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
    expect(late.status).toBe("past_due");
    expect(late.latest_invoice).toMatchObject({
      status: "open",
      attempt_count: 1,
      next_payment_attempt: unixSeconds("2026-12-04T01:00:00Z"),
    });
    const good = await setMethod(stripe, customer, "pm_card_visa");
    events();
    await stripe.invoices.pay((late.latest_invoice as Stripe.Invoice).id ?? "", { payment_method: good });
    expect(events()).toEqual([
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
      "customer.subscription.updated",
    ]);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
    expect(problems()).toEqual([]);
  });

  it("is retried after 3, 5 and 7 days, and heals by itself with a better card", async () => {
    const { stripe, customer, subscription, advanceTo } = await onPro("pm_card_chargeCustomerFail");
    const attempts: (number | null)[] = [];
    for (const day of ["2026-12-01", "2026-12-04", "2026-12-09"]) {
      advanceTo(`${day}T01:00:00Z`);
      const [invoice] = (await stripe.invoices.list({ customer, status: "open" })).data;
      attempts.push(invoice?.next_payment_attempt ?? null);
    }
    expect(attempts).toEqual(["2026-12-04", "2026-12-09", "2026-12-16"].map((day) => unixSeconds(`${day}T01:00:00Z`)));
    await setMethod(stripe, customer, "pm_card_visa");
    advanceTo("2026-12-16T01:00:00Z");
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
    expect((await stripe.invoices.list({ customer, status: "open" })).data).toEqual([]);
  });

  it("ends the subscription after the last retry, or leaves it unpaid, as is set", async () => {
    const canceled = await onPro("pm_card_chargeCustomerFail");
    canceled.advanceTo("2026-12-16T00:59:59Z");
    expect((await canceled.stripe.subscriptions.retrieve(canceled.subscription.id)).status).toBe("past_due");
    canceled.advanceTo("2026-12-16T01:00:00Z");
    const ended = await canceled.stripe.subscriptions.retrieve(canceled.subscription.id);
    expect(ended).toMatchObject({ status: "canceled", cancellation_details: { reason: "payment_failed" } });
    expect(canceled.events().at(-1)).toBe("customer.subscription.deleted");

    const unpaid = await onPro("pm_card_chargeCustomerFail");
    setAfterRetries(unpaid.account, "mark_unpaid");
    unpaid.advanceTo("2027-01-01T02:00:00Z");
    expect((await unpaid.stripe.subscriptions.retrieve(unpaid.subscription.id)).status).toBe("unpaid");
    const [newest, older] = (await unpaid.stripe.invoices.list({ customer: unpaid.customer })).data;
    expect([newest?.status, newest?.auto_advance, older?.status]).toEqual(["draft", false, "open"]);
    const good = await setMethod(unpaid.stripe, unpaid.customer, "pm_card_visa");
    await unpaid.stripe.invoices.pay(older?.id ?? "", { payment_method: good });
    expect((await unpaid.stripe.subscriptions.retrieve(unpaid.subscription.id)).status).toBe("active");
  });

  it("fails in the same way when there is nothing to charge", async () => {
    const { stripe, customer, subscription, advanceTo, events } = await onPro();
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: "" } });
    advanceTo("2026-12-01T00:30:00Z");
    events();
    advanceTo("2026-12-01T01:00:00Z");
    expect(events()).toEqual(["invoice.finalized", "invoice.payment_failed", "customer.subscription.updated"]);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("past_due");
  });
});

describe("a subscription that is paid by invoice", () => {
  async function onEnterprise(): Promise<Scene> {
    const scene = await openAccount({ method: null });
    const { stripe, customer } = scene;
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: await monthlyPrice(stripe, "Enterprise", 500_000) }],
      collection_method: "send_invoice",
      days_until_due: 30,
      invoice_settings: { custom_fields: [{ name: "PO number", value: "PO-42" }] },
      payment_settings: {
        payment_method_types: ["us_bank_account", "customer_balance"],
        payment_method_options: {
          customer_balance: { funding_type: "bank_transfer", bank_transfer: { type: "us_bank_transfer" } },
        },
      },
    });
    return { ...scene, subscription };
  }

  it("sends its invoice, reminds of it, and is paid once the transfer covers it", async () => {
    const { stripe, customer, subscription, advanceTo, events, problems } = await onEnterprise();
    expect(subscription.status).toBe("active");
    expect(events().slice(-2)).toEqual(["customer.subscription.created", "invoice.created"]);
    advanceTo("2026-11-01T01:00:00Z");
    expect(events()).toEqual(["invoice.finalized", "invoice.sent"]);
    const [sent] = (await stripe.invoices.list({ customer })).data;
    expect(sent).toMatchObject({
      status: "open",
      amount_due: 500_000,
      due_date: unixSeconds("2026-12-01T01:00:00Z"),
      custom_fields: [{ name: "PO number", value: "PO-42" }],
      hosted_invoice_url: `http://127.0.0.1:4014/invoices/${sent?.id}`,
      next_payment_attempt: null,
    });
    advanceTo("2026-11-30T00:00:00Z");
    expect(events()).toEqual(["invoice.upcoming", "invoice.will_be_due"]);
    advanceTo("2026-12-01T00:59:59Z");
    events();
    advanceTo("2026-12-01T01:00:00Z");
    expect(events().sort()).toEqual([
      "customer.subscription.updated",
      "invoice.finalized",
      "invoice.overdue",
      "invoice.sent",
    ]);
    await stripe.testHelpers.customers.fundCashBalance(customer, { amount: 400_000, currency: "usd" });
    expect((await stripe.invoices.retrieve(sent?.id ?? "")).status).toBe("open");
    events();
    await stripe.testHelpers.customers.fundCashBalance(customer, { amount: 650_000, currency: "usd" });
    const types = events().filter((type) => /cash|invoice\.paid/.test(type));
    expect(types.slice(0, 2).sort()).toEqual([
      "cash_balance.funds_available",
      "customer_cash_balance_transaction.created",
    ]);
    expect(types.filter((type) => type === "invoice.paid")).toHaveLength(2);
    expect((await stripe.invoices.retrieve(sent?.id ?? "")).status).toBe("paid");
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
    const cash = await stripe.customers.retrieveCashBalance(customer);
    expect(cash.available).toEqual({ usd: 50_000 });
    expect(problems()).toEqual([]);
  });

  it("is paid out of band by hand", async () => {
    const { stripe, customer, advanceTo, events } = await onEnterprise();
    advanceTo("2026-11-02T00:00:00Z");
    const [sent] = (await stripe.invoices.list({ customer })).data;
    events();
    const paid = await stripe.invoices.pay(sent?.id ?? "", { paid_out_of_band: true });
    expect(paid).toMatchObject({ status: "paid", amount_paid: 500_000, amount_paid_off_stripe: 500_000 });
    expect(events()).toEqual(["invoice.paid"]);
    await expect(stripe.invoices.pay(sent?.id ?? "")).rejects.toThrow(/already paid/);
  });
});
