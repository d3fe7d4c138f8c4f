import type Stripe from "stripe";
import { finalizeInvoice } from "#lib/stripe-simulator/billing/finalize-invoice.ts";
import { markInvoicePaid } from "#lib/stripe-simulator/billing/mark-invoice-paid.ts";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { callApi } from "./call-api.ts";
import { type Session, sessionNote } from "./session-notes.ts";

type Invoice = Wire<Stripe.Invoice>;

/** The invoice over a payment that was just made, where the session is to make one; its id, or null. */
export function invoiceForPayment(account: Account, session: Session): string | null {
  const { attempt, lineItems } = sessionNote(account, session.id);
  const { intent, customer } = attempt;
  if (!session.invoice_creation?.enabled || intent === undefined || customer === null) return null;
  const { custom_fields, description, footer, metadata } = session.invoice_creation.invoice_data;
  const kept = callApi<Invoice>(account, "POST", "/v1/invoices", {
    customer,
    currency: session.currency,
    auto_advance: false,
    pending_invoice_items_behavior: "exclude",
    metadata: metadata ?? {},
    ...(custom_fields === null ? {} : { custom_fields }),
    ...(description === null ? {} : { description }),
    ...(footer === null ? {} : { footer }),
  });
  for (const item of lineItems) {
    callApi(account, "POST", "/v1/invoiceitems", {
      customer,
      invoice: kept.id,
      quantity: item.quantity,
      description: item.description,
      pricing: { price: item.price?.id },
    });
  }
  const invoice = find(account.tables.invoices, "invoice", kept.id);
  withoutBalance(account, customer, () => finalizeInvoice(account, invoice, false));
  markInvoicePaid(account, invoice, { kind: "intent", intent });
  return invoice.id;
}

/** What the customer has or owes elsewhere is no part of an invoice over a payment that was made already. */
function withoutBalance(account: Account, customerId: string, work: () => void): void {
  const customer = find(account.tables.customers, "customer", customerId);
  const { balance } = customer;
  customer.balance = 0;
  try {
    work();
  } finally {
    customer.balance = balance;
  }
}
