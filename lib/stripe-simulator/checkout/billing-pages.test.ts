import type Stripe from "stripe";
import { expect, test } from "vitest";
import { startTestSimulator, type TestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { connectStripe } from "./testing/connect-stripe.ts";
import { AUTHENTICATED_CARD, DECLINED_CARD, GOOD_CARD, visitPage } from "./testing/page-visit.ts";

/** An invoice that a buyer is to pay within 30 days, by card or bank transfer. */
async function sendInvoice(simulator: TestSimulator) {
  const stripe = connectStripe(simulator);
  const customer = await stripe.customers.create({
    name: "Halcyon (Robotics)",
    email: "ap@halcyon.example",
    invoice_settings: { custom_fields: [{ name: "PO number", value: "PO-42" }] },
  });
  await stripe.customers.createTaxId(customer.id, { type: "eu_vat", value: "DE123456789" });
  const draft = await stripe.invoices.create({
    customer: customer.id,
    collection_method: "send_invoice",
    days_until_due: 30,
    payment_settings: {
      payment_method_types: ["card", "customer_balance"],
      payment_method_options: {
        customer_balance: { funding_type: "bank_transfer", bank_transfer: { type: "us_bank_transfer" } },
      },
    },
  });
  await stripe.invoiceItems.create({
    customer: customer.id,
    invoice: draft.id,
    amount: 123_450,
    currency: "usd",
    description: "Weir Team",
  });
  const invoice = await stripe.invoices.finalizeInvoice(draft.id);
  return { stripe, customer, invoice, pageUrl: invoice.hosted_invoice_url ?? "" };
}

test("an invoice's page shows who, what, the order number and where to send the money", async () => {
  await using simulator = await startTestSimulator({ at: new Date("2026-11-01T00:00:00Z") });
  const { invoice, pageUrl } = await sendInvoice(simulator);
  expect(new URL(pageUrl).origin).toBe(simulator.url);
  const page = await visitPage(pageUrl);
  for (const text of [
    "Simulated payments: no money moves",
    invoice.number ?? "no number",
    "Halcyon (Robotics)",
    "ap@halcyon.example",
    "Tax ID (EU VAT)",
    "DE123456789",
    "PO number",
    "PO-42",
    "Weir Team",
    "$1,234.50",
    "Due on 1 December 2026",
    "Routing number",
  ]) {
    expect(page.text).toContain(text);
  }
});

test("an invoice is paid on its page, after a declined card and with authentication", async () => {
  await using simulator = await startTestSimulator();
  const { stripe, invoice, pageUrl } = await sendInvoice(simulator);
  const refused = await (await visitPage(pageUrl)).submit(DECLINED_CARD);
  expect(refused.text).toContain("Your card was declined.");
  const bank = await refused.submit(AUTHENTICATED_CARD);
  const paid = await bank.submit({ outcome: "complete" });
  expect(paid.url).toBe(pageUrl);
  expect(paid.text).toContain("Paid on");
  expect(paid.text).not.toContain("Pay by card");
  expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: "paid", amount_paid: 123_450 });
});

test("the PDF has the number, the lines, the tax id and the order number, and is the same each time", async () => {
  await using simulator = await startTestSimulator({ at: new Date("2026-11-01T00:00:00Z") });
  const { invoice } = await sendInvoice(simulator);
  const fetchPdf = async () => Buffer.from(await (await fetch(invoice.invoice_pdf ?? "")).arrayBuffer());
  const pdf = await fetchPdf();
  const text = pdf.toString("latin1");
  expect(text).toMatch(/^%PDF-1\.4\n/);
  for (const part of [
    `Invoice ${invoice.number}`,
    "Weir Team",
    "DE123456789",
    "PO-42",
    "$1,234.50",
    "Halcyon \\(Robotics\\)",
  ]) {
    expect(text).toContain(part);
  }
  expect(await fetchPdf()).toEqual(pdf);
  // Every entry of the table of contents leads to the object it names.
  const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  expect(offsets.map((offset) => text.slice(offset, offset + 7))).toEqual(
    offsets.map((_, index) => `${index + 1} 0 obj`),
  );
});

test("a draft has no page", async () => {
  await using simulator = await startTestSimulator();
  const stripe = connectStripe(simulator);
  const customer = await stripe.customers.create();
  const draft = await stripe.invoices.create({ customer: customer.id });
  expect((await visitPage(`${simulator.url}/invoices/${draft.id}`)).status).toBe(404);
});

test("the portal changes which card is charged, and lists invoices", async () => {
  await using simulator = await startTestSimulator();
  const { stripe, customer, invoice } = await sendInvoice(simulator);
  const portal = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    return_url: "http://localhost:4010/acme",
  });
  const page = await visitPage(portal.url);
  expect(page.text).toContain("None is saved.");
  expect(page.text).toContain(`href="${invoice.hosted_invoice_url}"`);
  expect((await page.submit({ ...DECLINED_CARD, action: "add" })).text).toContain("Your card was declined.");
  await page.submit({ ...GOOD_CARD, action: "add" });
  const changed = await page.submit({ ...GOOD_CARD, number: "5555555555554444", action: "add" });
  expect(changed.text).toContain("Mastercard ··4444");
  const defaultOf = async () =>
    (
      (await stripe.customers.retrieve(customer.id, {
        expand: ["invoice_settings.default_payment_method"],
      })) as Stripe.Customer
    ).invoice_settings.default_payment_method as Stripe.PaymentMethod | null;
  expect((await defaultOf())?.card?.last4).toBe("4444");
  const [visa] = (await stripe.customers.listPaymentMethods(customer.id)).data.filter(
    ({ card }) => card?.last4 === "4242",
  );
  await changed.submit({ paymentMethod: visa?.id ?? "", action: "make-default" });
  expect((await defaultOf())?.id).toBe(visa?.id);
  await changed.submit({ paymentMethod: visa?.id ?? "", action: "remove" });
  expect(await defaultOf()).toBeNull();
});

test("the portal does nothing to another customer's card", async () => {
  await using simulator = await startTestSimulator();
  const stripe = connectStripe(simulator);
  const [own, other] = [await stripe.customers.create(), await stripe.customers.create()];
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: other.id });
  const portal = await stripe.billingPortal.sessions.create({ customer: own.id });
  await (await visitPage(portal.url)).submit({ paymentMethod: card.id, action: "remove" });
  expect((await stripe.paymentMethods.retrieve(card.id)).customer).toBe(other.id);
});

test("the portal without card changes shows none of their buttons and takes none", async () => {
  await using simulator = await startTestSimulator();
  const stripe = connectStripe(simulator);
  const customer = await stripe.customers.create();
  const configuration = await stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
  });
  const portal = await stripe.billingPortal.sessions.create({ customer: customer.id, configuration: configuration.id });
  const page = await visitPage(portal.url);
  expect(page.text).not.toContain("Add a card");
  await page.submit({ ...GOOD_CARD, action: "add" });
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([]);
});

test("a receipt shows what was paid and what was given back", async () => {
  await using simulator = await startTestSimulator({ at: new Date("2026-11-24T10:00:00Z") });
  const stripe = connectStripe(simulator);
  const { latest_charge, id } = await stripe.paymentIntents.create({
    amount: 5_000,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
    off_session: true,
  });
  await stripe.refunds.create({ payment_intent: id, amount: 1_250 });
  const page = await visitPage(`${simulator.url}/receipts/${latest_charge}`);
  for (const text of ["$50.00", "Paid on 24 November 2026", "Partly refunded", "$12.50", "··4242", id]) {
    expect(page.text).toContain(text);
  }
});
