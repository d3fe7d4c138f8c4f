import type Stripe from "stripe";
import type { Scenario } from "./scenario.ts";

/** What subscriptions, invoices and credit notes are asked. */
export const BILLING_SCENARIOS: readonly Scenario[] = [
  {
    name: "subscriptions",
    run: async (stripe) => {
      const { customer, price, dearer } = await subscriber(stripe);
      const subscription = await stripe.subscriptions.create({
        customer,
        items: [{ price, quantity: 2 }],
        payment_behavior: "default_incomplete",
        metadata: { workspace: "1" },
        expand: ["latest_invoice.confirmation_secret", "latest_invoice.payments"],
      });
      await stripe.invoices.pay((subscription.latest_invoice as Stripe.Invoice).id ?? "");
      await stripe.subscriptions.list({ customer, status: "all" });
      const [item] = subscription.items.data;
      await stripe.invoices.createPreview({
        customer,
        subscription: subscription.id,
        subscription_details: {
          items: [{ id: item?.id ?? "", price: dearer, quantity: 3 }],
          proration_behavior: "always_invoice",
        },
      });
      await stripe.subscriptions.update(subscription.id, {
        items: [{ id: item?.id ?? "", price: dearer, quantity: 3 }],
        proration_behavior: "always_invoice",
        payment_behavior: "pending_if_incomplete",
        expand: ["latest_invoice"],
      });
      await stripe.subscriptions.retrieve(subscription.id, { expand: ["customer", "default_payment_method"] });
      await stripe.subscriptions.cancel(subscription.id, { invoice_now: true, prorate: true });
    },
  },
  {
    name: "schedules",
    run: async (stripe) => {
      const { customer, price, dearer } = await subscriber(stripe);
      const subscription = await stripe.subscriptions.create({ customer, items: [{ price: dearer }] });
      const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
      const [phase] = schedule.phases;
      await stripe.subscriptionSchedules.update(schedule.id, {
        end_behavior: "release",
        metadata: { source: "console" },
        phases: [
          { items: [{ price: dearer }], start_date: phase?.start_date ?? 0, end_date: phase?.end_date ?? 0 },
          { items: [{ price }], duration: { interval: "month", interval_count: 1 }, proration_behavior: "none" },
        ],
      });
      await stripe.subscriptionSchedules.list({ customer });
      await stripe.subscriptionSchedules.retrieve(schedule.id, { expand: ["subscription"] });
      await stripe.subscriptionSchedules.release(schedule.id);
      const planned = await stripe.subscriptionSchedules.create({
        customer,
        start_date: phase?.end_date ?? 0,
        phases: [{ items: [{ price }], duration: { interval: "month", interval_count: 1 } }],
      });
      await stripe.subscriptionSchedules.cancel(planned.id);
    },
  },
  {
    name: "invoices",
    run: async (stripe) => {
      const { customer } = await subscriber(stripe);
      const item = { customer, amount: 1500, currency: "usd", description: "Base fee" } as const;
      const waste = await stripe.invoiceItems.create(item);
      await stripe.invoiceItems.list({ customer });
      await stripe.invoiceItems.del(waste.id);
      const make = async (extra: Stripe.InvoiceCreateParams = {}): Promise<string> => {
        const invoice = await stripe.invoices.create({ customer, auto_advance: false, ...extra });
        await stripe.invoiceItems.create({ ...item, invoice: invoice.id ?? "" });
        return invoice.id ?? "";
      };
      const paid = await make();
      await stripe.invoices.update(paid, { custom_fields: [{ name: "PO number", value: "42" }] });
      await stripe.invoices.listLineItems(paid);
      await stripe.invoices.finalizeInvoice(paid);
      await stripe.invoices.pay(paid);
      await stripe.invoices.retrieve(paid, { expand: ["payments", "customer"] });
      await stripe.invoices.list({ customer, status: "paid" });
      await stripe.invoicePayments.list({ invoice: paid });
      await stripe.creditNotes.create({ invoice: paid, amount: 500, refund_amount: 500 });
      await stripe.creditNotes.list({ customer });
      await stripe.invoices.del(await make());
      const sent = await make({ collection_method: "send_invoice", days_until_due: 30 });
      await stripe.invoices.sendInvoice(sent);
      await stripe.invoices.markUncollectible(sent);
      const wrong = await make({ collection_method: "send_invoice", days_until_due: 30 });
      await stripe.invoices.finalizeInvoice(wrong);
      await stripe.invoices.voidInvoice(wrong);
    },
  },
];

async function subscriber(stripe: Stripe): Promise<{ customer: string; price: string; dearer: string }> {
  const customer = await stripe.customers.create({ email: "ada@example.com", payment_method: "pm_card_visa" });
  const [method] = (await stripe.customers.listPaymentMethods(customer.id)).data;
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: method?.id ?? "" },
  });
  const product = await stripe.products.create({ name: "Team" });
  const monthly = { product: product.id, currency: "usd", recurring: { interval: "month" } } as const;
  const price = await stripe.prices.create({ ...monthly, unit_amount: 2000 });
  const dearer = await stripe.prices.create({ ...monthly, unit_amount: 5000 });
  return { customer: customer.id, price: price.id, dearer: dearer.id };
}
