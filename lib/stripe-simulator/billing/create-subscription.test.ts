import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { unixSeconds } from "./testing/open-account.ts";
import { openCheckedAccount } from "./testing/open-checked-account.ts";

describe("creating a subscription", () => {
  it("begins incomplete, is paid by its first invoice and tells so in order", async () => {
    const { stripe, customer, prices, events } = await openCheckedAccount();
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: prices.team, quantity: 2 }],
      metadata: { workspaceId: "w1" },
      expand: ["latest_invoice.payments"],
    });
    const invoice = subscription.latest_invoice as Stripe.Invoice;
    expect(subscription.status).toBe("active");
    expect(invoice).toMatchObject({
      status: "paid",
      total: 19_800,
      amount_paid: 19_800,
      billing_reason: "subscription_create",
    });
    expect(invoice.lines.data[0]?.description).toBe("2 × Team (at $99.00 / month)");
    expect(invoice.parent?.subscription_details).toMatchObject({
      subscription: subscription.id,
      metadata: { workspaceId: "w1" },
    });
    expect(invoice.payments?.data).toMatchObject([{ status: "paid", amount_paid: 19_800 }]);
    expect(events()).toEqual([
      "customer.subscription.created",
      "invoice.created",
      "invoice.finalized",
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.updated",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
      "customer.subscription.updated",
    ]);
  });

  it("charges only the part of the month that is left when anchored to the first", async () => {
    const { stripe, customer, prices, advanceTo } = await openCheckedAccount({ at: "2026-11-16T00:00:00Z" });
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: prices.pro }],
      billing_cycle_anchor: unixSeconds("2026-12-01T00:00:00Z"),
      expand: ["latest_invoice"],
    });
    const [line] = (subscription.latest_invoice as Stripe.Invoice).lines.data;
    expect(line).toMatchObject({ amount: 2450, period: { end: unixSeconds("2026-12-01T00:00:00Z") } });
    expect(line?.parent?.subscription_item_details?.proration).toBe(true);
    advanceTo("2026-12-01T01:00:00Z");
    const [renewal] = (await stripe.invoices.list({ customer })).data;
    expect(renewal).toMatchObject({ total: 4900, status: "paid" });
    expect(renewal?.lines.data[0]?.period).toEqual({
      start: unixSeconds("2026-12-01T00:00:00Z"),
      end: unixSeconds("2027-01-01T00:00:00Z"),
    });
  });

  it("takes an anchor by configuration, and bills nothing before it when told so", async () => {
    const { stripe, customer, prices } = await openCheckedAccount({ at: "2026-11-16T10:00:00Z" });
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: prices.pro }],
      billing_cycle_anchor_config: { day_of_month: 1, hour: 0, minute: 0, second: 0 },
      proration_behavior: "none",
    });
    expect(subscription).toMatchObject({ status: "active", latest_invoice: null });
    expect(subscription.billing_cycle_anchor).toBe(unixSeconds("2026-12-01T00:00:00Z"));
    expect((await stripe.invoices.list({ customer })).data).toEqual([]);
  });

  it("stays incomplete with default_incomplete until its intent is confirmed", async () => {
    const { stripe, customer, prices } = await openCheckedAccount({ method: null });
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: prices.pro }],
      payment_behavior: "default_incomplete",
      payment_settings: { save_default_payment_method: "on_subscription" },
      expand: ["latest_invoice.confirmation_secret", "latest_invoice.payments"],
    });
    const invoice = subscription.latest_invoice as Stripe.Invoice;
    expect([subscription.status, invoice.status]).toEqual(["incomplete", "open"]);
    const intent = invoice.payments?.data[0]?.payment.payment_intent as string;
    expect(invoice.confirmation_secret?.client_secret).toMatch(new RegExp(`^${intent}_secret_`));
    await stripe.paymentIntents.confirm(intent, { payment_method: "pm_card_visa" });
    const paid = await stripe.subscriptions.retrieve(subscription.id);
    expect(paid.status).toBe("active");
    expect(paid.default_payment_method).toMatch(/^pm_/);
  });

  it("expires after 23 hours without payment, and voids the invoice", async () => {
    const { stripe, customer, prices, advanceTo, events } = await openCheckedAccount({
      method: "pm_card_chargeCustomerFail",
    });
    const subscription = await stripe.subscriptions.create({ customer, items: [{ price: prices.pro }] });
    expect(subscription.status).toBe("incomplete");
    events();
    advanceTo("2026-11-01T22:59:59Z");
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("incomplete");
    advanceTo("2026-11-01T23:00:00Z");
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("incomplete_expired");
    expect((await stripe.invoices.retrieve(String(subscription.latest_invoice))).status).toBe("void");
    expect(events()).toEqual(["payment_intent.canceled", "invoice.voided", "customer.subscription.updated"]);
  });

  it("leaves nothing behind when error_if_incomplete is declined", async () => {
    const { stripe, customer, prices } = await openCheckedAccount({ method: "pm_card_chargeCustomerFail" });
    const creating = stripe.subscriptions.create({
      customer,
      items: [{ price: prices.pro }],
      payment_behavior: "error_if_incomplete",
    });
    await expect(creating).rejects.toMatchObject({ statusCode: 402, code: "card_declined" });
    expect((await stripe.subscriptions.list({ customer, status: "all" })).data).toEqual([]);
    expect((await stripe.invoices.list({ customer })).data).toEqual([]);
  });

  it("is refused without a payment method and with two items", async () => {
    const { stripe, customer, prices } = await openCheckedAccount({ method: null });
    await expect(stripe.subscriptions.create({ customer, items: [{ price: prices.pro }] })).rejects.toThrow(
      /no attached payment source/,
    );
    await expect(
      stripe.subscriptions.create({ customer, items: [{ price: prices.pro }, { price: prices.team }] }),
    ).rejects.toThrow(/one item/);
    await expect(
      stripe.subscriptions.create({ customer, items: [{ price: prices.pro }], trial_period_days: 7 }),
    ).rejects.toThrow(/trial_period_days/);
  });
});
