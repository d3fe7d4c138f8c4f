import type Stripe from "stripe";
import { lineNotes } from "#lib/stripe-simulator/billing/billing-notes.ts";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import type { Fact } from "./pages/fact-list.ts";
import { formatAmount } from "./pages/format-amount.ts";
import { formatDay } from "./pages/format-day.ts";
import type { InvoiceSummary } from "./pages/invoice-summary.ts";

type Invoice = Wire<Stripe.Invoice>;

/** An invoice in words, for its page and its PDF. */
export function summarizeInvoice(account: Account, invoice: Invoice, merchantName: string): InvoiceSummary {
  const amount = (cents: number) => formatAmount(cents, invoice.currency);
  return {
    merchantName,
    number: invoice.number ?? invoice.id,
    status: invoice.status ?? "",
    state: stateOf(invoice),
    amount: amount(invoice.status === "open" ? invoice.amount_remaining : invoice.total),
    facts: factsOf(invoice),
    lines: (lineNotes(account).get(invoice.id) ?? []).map((line) => ({
      description: line.description ?? "",
      period:
        line.period.start === line.period.end
          ? null
          : `${formatDay(line.period.start)} to ${formatDay(line.period.end)}`,
      quantity: String(line.quantity ?? 1),
      amount: amount(line.amount),
    })),
    totals: totalsOf(invoice, amount),
  };
}

function stateOf({ status, status_transitions, due_date }: Invoice): string {
  const { paid_at, voided_at } = status_transitions;
  if (status === "paid") return paid_at === null ? "Paid" : `Paid on ${formatDay(paid_at)}`;
  if (status === "void") return voided_at === null ? "Void" : `Void since ${formatDay(voided_at)}`;
  if (status === "open") return due_date === null ? "Due on receipt" : `Due on ${formatDay(due_date)}`;
  return status === "uncollectible" ? "Written off" : "Draft";
}

function factsOf(invoice: Invoice): Fact[] {
  const { due_date, customer_name, customer_email, customer_address: address } = invoice;
  const street = address && [
    address.line1,
    address.line2,
    address.postal_code,
    address.city,
    address.state,
    address.country,
  ];
  return [
    { label: "Invoice number", value: invoice.number ?? invoice.id },
    { label: "Issued", value: formatDay(invoice.effective_at ?? invoice.created) },
    ...(due_date === null ? [] : [{ label: "Due", value: formatDay(due_date) }]),
    ...(customer_name ? [{ label: "Billed to", value: customer_name }] : []),
    ...(customer_email ? [{ label: "Email", value: customer_email }] : []),
    ...(street ? [{ label: "Address", value: street.filter(Boolean).join(", ") }] : []),
    ...(invoice.customer_tax_ids ?? []).map(({ type, value }) => ({
      label: `Tax ID (${type.replaceAll("_", " ").toUpperCase()})`,
      value: value ?? "",
    })),
    ...(invoice.custom_fields ?? []).map(({ name, value }) => ({ label: name, value })),
    ...(invoice.description ? [{ label: "Note", value: invoice.description }] : []),
  ];
}

function totalsOf(invoice: Invoice, amount: (cents: number) => string): Fact[] {
  const taxCents = (invoice.total_taxes ?? []).reduce((sum, tax) => sum + tax.amount, 0);
  const balanceCents = invoice.amount_due - invoice.total;
  return [
    { label: "Subtotal", value: amount(invoice.subtotal) },
    ...(taxCents === 0 ? [] : [{ label: "Tax", value: amount(taxCents) }]),
    { label: "Total", value: amount(invoice.total) },
    ...(balanceCents === 0 ? [] : [{ label: "Applied balance", value: amount(balanceCents) }]),
    ...(invoice.amount_paid === 0 ? [] : [{ label: "Amount paid", value: amount(invoice.amount_paid) }]),
    { label: "Amount due", value: amount(invoice.status === "void" ? 0 : invoice.amount_remaining) },
  ];
}
