import { authenticationPage } from "#lib/stripe-simulator/checkout/pages/authentication-page.ts";
import { type CheckoutPage, checkoutPage } from "#lib/stripe-simulator/checkout/pages/checkout-page.ts";
import { invoicePage } from "#lib/stripe-simulator/checkout/pages/invoice-page.ts";
import type { InvoiceSummary } from "#lib/stripe-simulator/checkout/pages/invoice-summary.ts";
import { messagePage } from "#lib/stripe-simulator/checkout/pages/message-page.ts";
import { portalPage } from "#lib/stripe-simulator/checkout/pages/portal-page.ts";
import { receiptPage } from "#lib/stripe-simulator/checkout/pages/receipt-page.ts";

const merchantName = "Weir";
const card = { number: "", expiry: "", cvc: "" };

const topUp: CheckoutPage = {
  merchantName,
  heading: "Pay Weir",
  dueToday: "$250.00",
  later: null,
  lines: [{ description: "Credits", details: [], amount: "$250.00" }],
  submitLabel: "Pay $250.00",
  cancelUrl: "http://localhost:4010/halcyon/settings/billing",
  choices: ["card", "bank"],
  entry: { ...card, email: "", method: "card" },
  isEmailFixed: false,
  errors: {},
};

export const SAMPLE_INVOICE: InvoiceSummary = {
  merchantName,
  number: "HALCYON1-0003",
  status: "open",
  state: "Due on 1 December 2026",
  amount: "$12,495.00",
  facts: [
    { label: "Invoice number", value: "HALCYON1-0003" },
    { label: "Issued", value: "1 November 2026" },
    { label: "Due", value: "1 December 2026" },
    { label: "Billed to", value: "Halcyon Robotics GmbH" },
    { label: "Email", value: "ap@halcyon.example" },
    { label: "Tax ID (EU VAT)", value: "DE123456789" },
    { label: "PO number", value: "PO-2026-0042" },
  ],
  lines: [
    {
      description: "5 × Weir Team (at $99.00 / month)",
      period: "1 November 2026 to 1 December 2026",
      quantity: "5",
      amount: "$495.00",
    },
    {
      description: "Unused time on 4 × Weir Team after 14 Oct 2026",
      period: "14 October 2026 to 1 November 2026",
      quantity: "4",
      amount: "−$230.00",
    },
    { description: "Base fee of 5 warm replicas", period: null, quantity: "1", amount: "$12,230.00" },
  ],
  totals: [
    { label: "Subtotal", value: "$12,495.00" },
    { label: "Total", value: "$12,495.00" },
    { label: "Amount due", value: "$12,495.00" },
  ],
};

/** Every hosted page in its states, by name, for tests of how they are built and for looking at them. */
export const SAMPLE_PAGES: Readonly<Record<string, string>> = {
  "checkout-top-up": checkoutPage(topUp),
  "checkout-bank": checkoutPage({ ...topUp, entry: { ...topUp.entry, email: "ines@halcyon.example", method: "bank" } }),
  "checkout-refused": checkoutPage({
    ...topUp,
    entry: { ...topUp.entry, number: "4000000000000002", expiry: "13 / 34", cvc: "1" },
    errors: {
      form: "Your card was declined.",
      email: "Enter your email address.",
      number: "Your card number is incomplete.",
      expiry: "Enter the expiry as month and year: MM / YY.",
      cvc: "Your card's security code is incomplete.",
    },
  }),
  "checkout-plan": checkoutPage({
    ...topUp,
    heading: "Subscribe to Weir Team",
    dueToday: "$115.50",
    later: "Then $495.00 per month from 1 December 2026, until canceled.",
    lines: [
      {
        description: "Weir Team",
        details: ["5 × $99.00 per month", "24 November 2026 to 1 December 2026"],
        amount: "$115.50",
      },
    ],
    submitLabel: "Subscribe",
    choices: ["card"],
    entry: { ...topUp.entry, email: "ines@halcyon.example" },
    isEmailFixed: true,
  }),
  "checkout-setup": checkoutPage({
    ...topUp,
    heading: "Save a payment method",
    dueToday: null,
    later: "Nothing is charged now. The card can be charged for what you use and buy later.",
    lines: [],
    submitLabel: "Save payment method",
    choices: ["card"],
  }),
  authentication: authenticationPage({ merchantName, amount: "$250.00" }),
  "checkout-expired": messagePage({
    merchantName,
    title: "This checkout has expired",
    text: "Nothing was paid. Go back to where you came from and start again.",
    link: { href: "http://localhost:4010/", label: "Return to Weir" },
  }),
  receipt: receiptPage({
    merchantName,
    amount: "$250.00",
    state: "Paid on 24 November 2026",
    status: "Partly refunded",
    facts: [
      { label: "Paid with", value: "Visa ··4242, 12 / 2034" },
      { label: "Email", value: "ines@halcyon.example" },
      { label: "Payment", value: "pi_aD57TEb2hZ5PMr2tbHVfGzWv" },
      { label: "Refunded", value: "$50.00" },
    ],
  }),
  portal: portalPage({
    merchantName,
    customerName: "Halcyon Robotics GmbH",
    returnUrl: "http://localhost:4010/",
    mayChangeCards: true,
    entry: card,
    errors: {},
    cards: [
      { id: "pm_1", label: "Visa ··4242, 12 / 2034", isDefault: true },
      { id: "pm_2", label: "Mastercard ··4444, 12 / 2029", isDefault: false },
    ],
    invoices: [
      {
        number: "HALCYON1-0003",
        day: "1 November 2026",
        status: "open",
        amount: "$12,495.00",
        pageUrl: "/invoices/in_3",
        pdfUrl: "/invoices/in_3/pdf",
      },
      {
        number: "HALCYON1-0002",
        day: "1 October 2026",
        status: "paid",
        amount: "$495.00",
        pageUrl: "/invoices/in_2",
        pdfUrl: "/invoices/in_2/pdf",
      },
    ],
  }),
  invoice: invoicePage({
    invoice: SAMPLE_INVOICE,
    pdfUrl: "/invoices/in_3/pdf",
    payment: { submitLabel: "Pay $12,495.00", entry: card, errors: {} },
    bankDetails: [
      { label: "Bank", value: "Simulated Bank" },
      { label: "Account holder", value: "Weir" },
      { label: "Routing number", value: "110000000" },
      { label: "Account number", value: "1234567890" },
      { label: "Reference", value: "HALCYON1-0003" },
    ],
  }),
  "invoice-paid": invoicePage({
    invoice: { ...SAMPLE_INVOICE, status: "paid", state: "Paid on 3 November 2026" },
    pdfUrl: "/invoices/in_3/pdf",
    payment: null,
    bankDetails: [],
  }),
};
