import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { setMethod } from "./testing/open-account.ts";
import { openCheckedAccount } from "./testing/open-checked-account.ts";

const UPGRADE_PAID = [
  "invoiceitem.created",
  "invoiceitem.created",
  "invoice.created",
  "invoice.finalized",
  "payment_intent.created",
  "charge.succeeded",
  "payment_intent.succeeded",
  "invoice.paid",
  "invoice.payment_succeeded",
  "invoice_payment.paid",
  "customer.subscription.updated",
];

function itemId(subscription: Stripe.Subscription): string {
  return subscription.items.data[0]?.id ?? "";
}

function sold(subscription: Stripe.Subscription): [string | undefined, number | undefined] {
  const [item] = subscription.items.data;
  return [item?.price.id, item?.quantity];
}

describe("an upgrade billed at once", () => {
  async function onPro(options: Parameters<typeof openCheckedAccount>[0] = {}) {
    const scene = await openCheckedAccount(options);
    const subscription = await scene.stripe.subscriptions.create({
      customer: scene.customer,
      items: [{ price: scene.prices.pro }],
    });
    scene.advanceTo("2026-11-16T00:00:00Z");
    scene.events();
    const upgrade = (more: Stripe.SubscriptionUpdateParams = {}) =>
      scene.stripe.subscriptions.update(subscription.id, {
        items: [{ id: itemId(subscription), price: scene.prices.team, quantity: 2 }],
        proration_behavior: "always_invoice",
        payment_behavior: "pending_if_incomplete",
        expand: ["latest_invoice"],
        ...more,
      });
    return { ...scene, subscription, upgrade };
  }

  it("credits the old, charges the new, and changes the plan once paid", async () => {
    const { prices, upgrade, events, account } = await onPro();
    const upgraded = await upgrade();
    const invoice = upgraded.latest_invoice as Stripe.Invoice;
    expect(sold(upgraded)).toEqual([prices.team, 2]);
    expect(invoice).toMatchObject({ status: "paid", billing_reason: "subscription_update", total: 9900 - 2450 });
    expect(invoice.lines.data.map(({ amount, description }) => [description, amount])).toEqual([
      ["Unused time on Pro after 16 Nov 2026", -2450],
      ["Remaining time on 2 × Team after 16 Nov 2026", 9900],
    ]);
    const credited = invoice.lines.data[0]?.parent?.subscription_item_details?.proration_details?.credited_items;
    expect(credited?.invoice_line_items).toHaveLength(1);
    expect(invoice.lines.data[1]?.parent?.subscription_item_details?.proration_details?.credited_items).toBeNull();
    expect(events()).toEqual(UPGRADE_PAID);
    const [last] = [...account.tables.events.values()].slice(-1);
    expect(Object.keys(last?.data.previous_attributes ?? {})).toEqual(["items", "latest_invoice"]);
  });

  it("keeps the old plan when declined, and changes it once the invoice is paid", async () => {
    const { stripe, customer, prices, subscription, upgrade, events } = await onPro();
    await setMethod(stripe, customer, "pm_card_chargeCustomerFail");
    events();
    const declined = await upgrade();
    expect(sold(declined)).toEqual([prices.pro, 1]);
    expect(declined.status).toBe("active");
    expect(declined.pending_update?.subscription_items?.[0]).toMatchObject({ price: { id: prices.team }, quantity: 2 });
    expect(events()).toEqual([
      ...UPGRADE_PAID.slice(0, 5),
      "payment_intent.payment_failed",
      "charge.failed",
      "invoice.payment_failed",
      "customer.subscription.updated",
    ]);
    const good = await setMethod(stripe, customer, "pm_card_visa");
    const invoice = declined.latest_invoice as Stripe.Invoice;
    events();
    await stripe.invoices.pay(invoice.id ?? "", { payment_method: good });
    const applied = await stripe.subscriptions.retrieve(subscription.id);
    expect(sold(applied)).toEqual([prices.team, 2]);
    expect(applied.pending_update).toBeNull();
    expect(events().slice(-2)).toEqual([
      "customer.subscription.updated",
      "customer.subscription.pending_update_applied",
    ]);
  });

  it("gives the change up after 23 hours, and the next upgrade credits the old plan only once", async () => {
    const { stripe, customer, prices, subscription, upgrade, events, advanceTo } = await onPro();
    await setMethod(stripe, customer, "pm_card_chargeCustomerFail");
    const declined = await upgrade();
    events();
    advanceTo("2026-11-16T23:00:00Z");
    expect(events()).toEqual([
      "payment_intent.canceled",
      "invoice.voided",
      "customer.subscription.updated",
      "customer.subscription.pending_update_expired",
    ]);
    const expired = await stripe.subscriptions.retrieve(subscription.id);
    expect([sold(expired), expired.pending_update, expired.status]).toEqual([[prices.pro, 1], null, "active"]);
    expect((await stripe.invoices.retrieve((declined.latest_invoice as Stripe.Invoice).id ?? "")).status).toBe("void");
    await setMethod(stripe, customer, "pm_card_visa");
    advanceTo("2026-11-17T00:00:00Z");
    const again = (await upgrade()).latest_invoice as Stripe.Invoice;
    expect(again.lines.data.map(({ amount }) => amount)).toEqual([-2287, 9240]);
  });

  it("replaces a pending change by a newer one and voids its invoice", async () => {
    const { stripe, customer, upgrade } = await onPro();
    await setMethod(stripe, customer, "pm_card_chargeCustomerFail");
    const first = (await upgrade()).latest_invoice as Stripe.Invoice;
    const second = (await upgrade()).latest_invoice as Stripe.Invoice;
    expect((await stripe.invoices.retrieve(first.id ?? "")).status).toBe("void");
    expect(second.status).toBe("open");
  });

  it("waits for an authentication like for a payment", async () => {
    const { stripe, customer, prices, upgrade, events } = await onPro();
    await setMethod(stripe, customer, "pm_card_authenticationRequired");
    events();
    const waiting = await upgrade();
    expect(sold(waiting)).toEqual([prices.pro, 1]);
    expect(events()).toContain("invoice.payment_action_required");
  });

  it("changes the plan and falls past due with allow_incomplete, and changes nothing with error_if_incomplete", async () => {
    const { stripe, customer, prices, subscription, upgrade } = await onPro();
    await setMethod(stripe, customer, "pm_card_chargeCustomerFail");
    const invoices = (await stripe.invoices.list({ customer })).data.length;
    await expect(upgrade({ payment_behavior: "error_if_incomplete" })).rejects.toMatchObject({ code: "card_declined" });
    expect((await stripe.invoices.list({ customer })).data).toHaveLength(invoices);
    expect(sold(await stripe.subscriptions.retrieve(subscription.id))).toEqual([prices.pro, 1]);
    const overdue = await upgrade({ payment_behavior: "allow_incomplete" });
    expect([sold(overdue), overdue.status]).toEqual([[prices.team, 2], "past_due"]);
    const good = await setMethod(stripe, customer, "pm_card_visa");
    await stripe.invoices.pay((overdue.latest_invoice as Stripe.Invoice).id ?? "", { payment_method: good });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
  });

  it("credits what stands when the invoice of an earlier upgrade was voided", async () => {
    const { stripe, customer, upgrade } = await onPro();
    await setMethod(stripe, customer, "pm_card_chargeCustomerFail");
    const overdue = (await upgrade({ payment_behavior: "allow_incomplete" })).latest_invoice as Stripe.Invoice;
    await stripe.invoices.voidInvoice(overdue.id ?? "");
    await setMethod(stripe, customer, "pm_card_visa");
    const canceled = await stripe.subscriptions.cancel(String(overdue.parent?.subscription_details?.subscription), {
      prorate: true,
      invoice_now: true,
      expand: ["latest_invoice"],
    });
    expect(canceled.latest_invoice).toMatchObject({ total: -2450 });
  });

  it("refuses pending updates for sent invoices and with other settings", async () => {
    const { stripe, subscription, upgrade, now } = await onPro();
    await expect(upgrade({ description: "x" })).rejects.toThrow(/description/);
    await expect(upgrade({ proration_date: now() + 86_400 * 30 })).rejects.toThrow(/outside of the current period/);
    await stripe.subscriptions.update(subscription.id, { collection_method: "send_invoice", days_until_due: 30 });
    await expect(upgrade()).rejects.toThrow(/send_invoice/);
  });
});
