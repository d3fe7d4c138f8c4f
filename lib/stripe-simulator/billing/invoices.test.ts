import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { type OpenAccount, openAccount, setMethod } from "./testing/open-account.ts";

async function invoiceOf(
  scene: OpenAccount,
  cents: readonly number[],
  more: Stripe.InvoiceCreateParams = {},
): Promise<string> {
  const { stripe, customer } = scene;
  const { id = "" } = await stripe.invoices.create({ customer, auto_advance: false, ...more });
  for (const amount of cents) {
    await stripe.invoiceItems.create({ customer, invoice: id, amount, currency: "usd", description: `Item ${amount}` });
  }
  return id;
}

describe("an invoice made by hand", () => {
  it("shows ten lines and lists them all", async () => {
    const scene = await openAccount();
    const cents = Array.from({ length: 23 }, (_, index) => 100 + index);
    const id = await invoiceOf(scene, cents);
    const invoice = await scene.stripe.invoices.retrieve(id);
    expect(invoice.total).toBe(cents.reduce((sum, amount) => sum + amount, 0));
    expect(invoice.lines.data).toHaveLength(10);
    expect(invoice.lines.has_more).toBe(true);
    const all = await scene.stripe.invoices.listLineItems(id, { limit: 5 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ amount }) => amount)).toEqual(cents);
    expect(scene.problems()).toEqual([]);
  });

  it("freezes number, buyer and PO when it is finalized", async () => {
    const scene = await openAccount();
    const { stripe, customer } = scene;
    await stripe.customers.createTaxId(customer, { type: "us_ein", value: "12-3456789" });
    const id = await invoiceOf(scene, [10_000]);
    await stripe.invoices.update(id, { custom_fields: [{ name: "PO number", value: "PO-7" }], footer: "Thank you" });
    const finalized = await stripe.invoices.finalizeInvoice(id);
    expect(finalized).toMatchObject({
      status: "open",
      custom_fields: [{ name: "PO number", value: "PO-7" }],
      customer_name: "Ada Lovelace Ltd",
      customer_tax_ids: [{ type: "us_ein", value: "12-3456789" }],
      invoice_pdf: `http://127.0.0.1:4014/invoices/${id}/pdf`,
    });
    expect(finalized.number).toMatch(/^[A-Z0-9]{8}-0001$/);
    await stripe.customers.update(customer, { name: "Another Ltd" });
    expect((await stripe.invoices.retrieve(id)).customer_name).toBe("Ada Lovelace Ltd");
    for (const change of [{ custom_fields: "" as const }, { footer: "No" }]) {
      await expect(stripe.invoices.update(id, change)).rejects.toMatchObject({ code: "invoice_not_editable" });
    }
    const item = { customer, invoice: id, amount: 1, currency: "usd" };
    await expect(stripe.invoiceItems.create(item)).rejects.toMatchObject({ code: "invoice_not_editable" });
    await expect(stripe.invoices.finalizeInvoice(id)).rejects.toMatchObject({ code: "invoice_not_editable" });
    expect((await stripe.invoices.update(id, { metadata: { seen: "yes" } })).metadata).toEqual({ seen: "yes" });
  });

  it("takes what waits for an invoice only when asked to", async () => {
    const scene = await openAccount();
    const { stripe, customer } = scene;
    await stripe.invoiceItems.create({
      customer,
      currency: "usd",
      unit_amount_decimal: Stripe.Decimal.from("2.5"),
      quantity: 3,
      description: "Tokens",
    });
    expect((await stripe.invoices.retrieve(await invoiceOf(scene, []))).total).toBe(0);
    const id = await invoiceOf(scene, [], { pending_invoice_items_behavior: "include" });
    expect((await stripe.invoices.retrieve(id)).total).toBe(8);
    expect((await stripe.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
  });

  it("is finalized and charged by itself with auto_advance, and never without", async () => {
    const scene = await openAccount();
    const quiet = await invoiceOf(scene, [5000]);
    const eager = await invoiceOf(scene, [6000], { auto_advance: true });
    scene.advanceTo("2026-11-03T00:00:00Z");
    expect((await scene.stripe.invoices.retrieve(quiet)).status).toBe("draft");
    expect(await scene.stripe.invoices.retrieve(eager)).toMatchObject({ status: "paid", amount_paid: 6000 });
  });

  it("answers a declined payment with 402, and can be paid with another card", async () => {
    const scene = await openAccount();
    const { stripe, customer } = scene;
    const bad = await setMethod(stripe, customer, "pm_card_chargeCustomerFail");
    const id = await invoiceOf(scene, [7000]);
    await expect(stripe.invoices.pay(id)).rejects.toMatchObject({ statusCode: 402, code: "card_declined" });
    const good = await setMethod(stripe, customer, "pm_card_visa");
    expect(good).not.toBe(bad);
    expect((await stripe.invoices.pay(id)).status).toBe("paid");
    const payments = (await stripe.invoicePayments.list({ invoice: id })).data;
    expect(payments).toMatchObject([{ status: "paid", amount_paid: 7000, is_default: true }]);
  });

  it("gives the customer's balance back when it is void", async () => {
    const scene = await openAccount();
    const { stripe, customer } = scene;
    await stripe.customers.createBalanceTransaction(customer, { amount: -3000, currency: "usd" });
    const id = await invoiceOf(scene, [10_000]);
    expect(await stripe.invoices.finalizeInvoice(id)).toMatchObject({ amount_due: 7000, starting_balance: -3000 });
    const balance = async () => ((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance;
    expect(await balance()).toBe(0);
    await stripe.invoices.voidInvoice(id);
    expect(await balance()).toBe(-3000);
    await expect(stripe.invoices.pay(id)).rejects.toThrow(/void/);
    await expect(stripe.invoices.voidInvoice(id)).rejects.toMatchObject({ code: "status_transition_invalid" });
  });

  it("can be deleted as a draft, with its items, and not afterwards", async () => {
    const scene = await openAccount();
    const { stripe, customer } = scene;
    const draft = await invoiceOf(scene, [100]);
    expect(await stripe.invoices.del(draft)).toMatchObject({ id: draft, object: "invoice", deleted: true });
    expect((await stripe.invoiceItems.list({ customer })).data).toEqual([]);
    const open = await invoiceOf(scene, [100]);
    await stripe.invoices.finalizeInvoice(open);
    await expect(stripe.invoices.del(open)).rejects.toMatchObject({ code: "invoice_not_editable" });
  });

  it("waits for a bank debit and follows how it ends", async () => {
    const scene = await openAccount();
    const { stripe, customer } = scene;
    const bank = await setMethod(stripe, customer, "pm_usBankAccount_success");
    const id = await invoiceOf(scene, [20_000]);
    const pending = await stripe.invoices.pay(id, { payment_method: bank, expand: ["payments"] });
    expect([pending.status, pending.payments?.data[0]?.status]).toEqual(["open", "open"]);
    scene.advanceTo("2026-11-20T00:00:00Z");
    expect((await stripe.invoices.retrieve(id)).status).toBe("paid");
  });
});

describe("a credit note", () => {
  async function paidInvoice() {
    const scene = await openAccount();
    const id = await invoiceOf(scene, [10_000, 2000]);
    const paid = await scene.stripe.invoices.pay(id);
    return { ...scene, id, paid };
  }

  it("refunds and credits what was paid, and must add up", async () => {
    const { stripe, customer, id, problems } = await paidInvoice();
    const wrong = stripe.creditNotes.create({ invoice: id, amount: 5000, refund_amount: 3000 });
    await expect(wrong).rejects.toThrow(/must be what was paid/);
    const note = await stripe.creditNotes.create({
      invoice: id,
      amount: 5000,
      refund_amount: 3000,
      credit_amount: 2000,
      reason: "order_change",
      memo: "One seat too many",
    });
    expect(note).toMatchObject({ total: 5000, post_payment_amount: 5000, pre_payment_amount: 0, status: "issued" });
    expect(note.number).toMatch(/-0001-CN-01$/);
    expect(note.refunds).toHaveLength(1);
    expect(((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance).toBe(-2000);
    expect((await stripe.refunds.list()).data[0]?.amount).toBe(3000);
    expect(await stripe.invoices.retrieve(id)).toMatchObject({
      status: "paid",
      post_payment_credit_notes_amount: 5000,
    });
    const tooMuch = stripe.creditNotes.create({ invoice: id, amount: 7001, out_of_band_amount: 7001 });
    await expect(tooMuch).rejects.toThrow(/at most 7000/);
    expect(problems()).toEqual([]);
  });

  it("lowers what an open invoice asks for, and closes it when nothing is left", async () => {
    const scene = await openAccount();
    const { stripe } = scene;
    const id = await invoiceOf(scene, [10_000, 2000]);
    const invoice = await stripe.invoices.finalizeInvoice(id);
    const [, second] = invoice.lines.data;
    const lines = [{ type: "invoice_line_item", invoice_line_item: second?.id ?? "", quantity: 1 }] as const;
    expect(await stripe.creditNotes.create({ invoice: id, lines: [...lines] })).toMatchObject({
      total: 2000,
      pre_payment_amount: 2000,
      type: "pre_payment",
    });
    expect(await stripe.invoices.retrieve(id)).toMatchObject({
      amount_remaining: 10_000,
      status: "open",
      total: 12_000,
    });
    await stripe.creditNotes.create({ invoice: id, amount: 10_000 });
    expect(await stripe.invoices.retrieve(id)).toMatchObject({ amount_remaining: 0, status: "paid", amount_paid: 0 });
    expect((await stripe.creditNotes.list({ invoice: id })).data).toHaveLength(2);
  });
});

describe("a preview", () => {
  it("shows a new subscription, keeps nothing and needs no customer", async () => {
    const { stripe, account, prices } = await openAccount();
    const before = account.tables.invoices.size + account.tables.invoiceItems.size + account.tables.subscriptions.size;
    const events = account.tables.events.size;
    const preview = await stripe.invoices.createPreview({
      currency: "usd",
      subscription_details: { items: [{ price: prices.team, quantity: 3 }] },
      invoice_items: [{ amount: 500, currency: "usd", description: "Set-up" }],
    });
    expect(preview).toMatchObject({ total: 30_200, amount_due: 30_200, billing_reason: "upcoming", status: "draft" });
    expect(preview.id).toMatch(/^upcoming_in_/);
    expect(account.tables.invoices.size + account.tables.invoiceItems.size + account.tables.subscriptions.size).toBe(
      before,
    );
    expect(account.tables.events.size).toBe(events);
  });

  it("shows what ending now would give back", async () => {
    const { stripe, customer, prices, advanceTo } = await openAccount();
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price: prices.pro }] });
    advanceTo("2026-11-16T00:00:00Z");
    const preview = await stripe.invoices.createPreview({
      subscription: id,
      subscription_details: { cancel_now: true },
    });
    expect(preview).toMatchObject({ total: -2450, amount_due: 0, ending_balance: -2450 });
  });
});
