import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { customerWith, unixSeconds } from "./testing/open-account.ts";
import { openCheckedAccount } from "./testing/open-checked-account.ts";

function itemId(subscription: Stripe.Subscription): string {
  return subscription.items.data[0]?.id ?? "";
}

describe("other changes", () => {
  async function onTeam(quantity: number) {
    const scene = await openCheckedAccount();
    const subscription = await scene.stripe.subscriptions.create({
      customer: scene.customer,
      items: [{ price: scene.prices.team, quantity }],
    });
    const setQuantity = (next: number, behavior: "always_invoice" | "create_prorations" | "none") =>
      scene.stripe.subscriptions.update(subscription.id, {
        items: [{ id: itemId(subscription), quantity: next }],
        proration_behavior: behavior,
        expand: ["latest_invoice"],
      });
    return { ...scene, subscription, setQuantity };
  }

  it("bills nothing for a change without proration, but credits later what was really charged", async () => {
    const { setQuantity, advanceTo, events } = await onTeam(5);
    advanceTo("2026-11-16T00:00:00Z");
    events();
    await setQuantity(3, "none");
    expect(events()).toEqual(["customer.subscription.updated"]);
    const again = (await setQuantity(6, "always_invoice")).latest_invoice as Stripe.Invoice;
    expect(again.lines.data.map(({ amount }) => amount)).toEqual([-24_750, 29_700]);
  });

  it("bills create_prorations with the next renewal, and its preview says so", async () => {
    const { stripe, customer, subscription, setQuantity, advanceTo } = await onTeam(2);
    advanceTo("2026-11-16T00:00:00Z");
    await setQuantity(4, "create_prorations");
    expect((await stripe.invoiceItems.list({ customer, pending: true })).data).toHaveLength(2);
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-9900, 19_800, 39_600]);
    advanceTo("2026-12-01T02:00:00Z");
    const [renewal] = (await stripe.invoices.list({ customer })).data;
    expect(renewal).toMatchObject({ status: "paid", total: preview.total, amount_paid: 49_500 });
    expect((await stripe.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
  });

  it("puts what a downgrade gives back on the customer's balance, and takes it into the next invoice", async () => {
    const { stripe, customer, setQuantity, advanceTo } = await onTeam(4);
    advanceTo("2026-11-16T00:00:00Z");
    const invoice = (await setQuantity(2, "always_invoice")).latest_invoice as Stripe.Invoice;
    expect(invoice).toMatchObject({ status: "paid", total: -9900, amount_due: 0, ending_balance: -9900 });
    const [moved] = (await stripe.customers.listBalanceTransactions(customer)).data;
    expect(moved).toMatchObject({ type: "applied_to_invoice", amount: -9900, invoice: invoice.id });
    advanceTo("2026-12-01T02:00:00Z");
    const [renewal] = (await stripe.invoices.list({ customer })).data;
    expect(renewal).toMatchObject({ total: 19_800, starting_balance: -9900, amount_paid: 9900, ending_balance: 0 });
  });

  it("moves less than 50 cents to the balance instead of charging it", async () => {
    const { stripe, customer, setQuantity, advanceTo, now } = await onTeam(1);
    advanceTo(unixSeconds("2026-12-01T00:00:00Z") - 600);
    expect(now()).toBe(unixSeconds("2026-11-30T23:50:00Z"));
    const invoice = (await setQuantity(2, "always_invoice")).latest_invoice as Stripe.Invoice;
    expect(invoice).toMatchObject({ status: "paid", total: 3, amount_due: 0, attempted: true, attempt_count: 0 });
    const [moved] = (await stripe.customers.listBalanceTransactions(customer)).data;
    expect(moved).toMatchObject({ type: "invoice_too_small", amount: 3, ending_balance: 3 });
    advanceTo("2026-12-01T02:00:00Z");
    expect((await stripe.invoices.list({ customer })).data[0]).toMatchObject({ total: 19_800, amount_paid: 19_803 });
  });

  it("cancels with the unused time given back at once", async () => {
    const { stripe, subscription, advanceTo, events } = await onTeam(2);
    advanceTo("2026-11-16T00:00:00Z");
    events();
    const canceled = await stripe.subscriptions.cancel(subscription.id, {
      prorate: true,
      invoice_now: true,
      cancellation_details: { comment: "Too dear" },
      expand: ["latest_invoice"],
    });
    expect(canceled).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "cancellation_requested", comment: "Too dear" },
      latest_invoice: { total: -9900, status: "paid" },
    });
    expect(events().slice(0, 3)).toEqual(["invoiceitem.created", "customer.subscription.deleted", "invoice.created"]);
    await expect(stripe.subscriptions.update(subscription.id, { description: "x" })).rejects.toThrow(
      /canceled subscription/,
    );
    expect((await stripe.subscriptions.list({ status: "all" })).data).toHaveLength(1);
    expect((await stripe.subscriptions.list()).data).toEqual([]);
  });

  it("keeps the 31st of the month over a leap year, by a test clock", async () => {
    const { stripe, prices, events } = await openCheckedAccount();
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: unixSeconds("2028-01-31T12:00:00Z") });
    const customer = await customerWith(stripe, "pm_card_visa", clock.id);
    const subscription = await stripe.subscriptions.create({ customer, items: [{ price: prices.pro }] });
    const ends: string[] = [];
    for (const month of ["2028-02-29", "2028-03-31", "2028-04-30"]) {
      const { items } = await stripe.subscriptions.retrieve(subscription.id);
      ends.push(new Date((items.data[0]?.current_period_end ?? 0) * 1000).toISOString().slice(0, 10));
      await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: unixSeconds(`${month}T14:00:00Z`) });
    }
    expect(ends).toEqual(["2028-02-29", "2028-03-31", "2028-04-30"]);
    const invoices = (await stripe.invoices.list({ customer })).data;
    expect(invoices.map(({ status, total }) => [status, total])).toEqual(Array(4).fill(["paid", 4900]));
    expect(events().filter((type) => type === "invoice.payment_failed")).toEqual([]);
  });
});
