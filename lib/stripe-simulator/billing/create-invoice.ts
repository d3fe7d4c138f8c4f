import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { Invoice, Subscription } from "./billing-objects.ts";
import { composeInvoice } from "./compose-invoice.ts";
import { type InvoiceFields, writeInvoiceFields } from "./invoice-fields.ts";
import { lineOfInvoiceItem } from "./invoice-line.ts";
import { pendingInvoiceItems } from "./pending-invoice-items.ts";
import { saveInvoice } from "./save-invoice.ts";

export type CreateInvoiceParams = Wire<Stripe.InvoiceCreateParams>;

export const UNSUPPORTED_OF_INVOICES = [
  "account_tax_ids",
  "application_fee_amount",
  "default_source",
  "default_tax_rates",
  "discounts",
  "from_invoice",
  "on_behalf_of",
  "shipping_cost",
  "shipping_details",
  "transfer_data",
];

/** Makes a draft by hand, with what waits for an invoice if `pending_invoice_items_behavior` says so. */
export function createInvoice(account: Account, params: CreateInvoiceParams): Invoice {
  refuseUnsupported(params, UNSUPPORTED_OF_INVOICES);
  if (params.customer === undefined) throw parameterMissing("customer");
  const customer = find(account.tables.customers, "customer", params.customer, "customer");
  const subscription = subscriptionFor(account, params);
  const currency = params.currency ?? subscription?.currency ?? customer.currency ?? "usd";
  const takesPending = params.pending_invoice_items_behavior === "include" || subscription !== null;
  const items = takesPending
    ? pendingInvoiceItems(account, customer.id, subscription?.id ?? null).filter((item) => item.currency === currency)
    : [];
  if (subscription !== null && items.length === 0) {
    throw invalidRequest("Nothing to invoice for subscription", { code: "invoice_no_subscription_line_items" });
  }
  const now = timeOf(account, customer.id);
  const draft = composeInvoice(account, {
    customer,
    subscription,
    reason: "manual",
    lines: items.map(lineOfInvoiceItem),
    items,
    currency,
    period: { start: now, end: now },
    ...(params.collection_method === undefined ? {} : { collectionMethod: params.collection_method }),
  });
  const { metadata, number, ...rest } = params;
  draft.invoice.metadata = mergeMetadata({}, metadata);
  writeInvoiceFields(account, draft.invoice, { ...rest, ...(number === undefined ? {} : { number }) } as InvoiceFields);
  refuseWithoutDueDate(draft.invoice);
  return saveInvoice(account, draft, { isFinalizedLater: draft.invoice.auto_advance === true });
}

function subscriptionFor(account: Account, { subscription, customer }: CreateInvoiceParams): Subscription | null {
  if (subscription === undefined) return null;
  const found = find(account.tables.subscriptions, "subscription", subscription, "subscription");
  if (found.customer === customer) return found;
  throw invalidRequest("The subscription belongs to another customer.", { param: "subscription" });
}

function refuseWithoutDueDate(invoice: Invoice): void {
  if (invoice.collection_method !== "send_invoice" || invoice.due_date !== null) return;
  throw invalidRequest(
    "If invoices are not charged automatically, you must specify one of days_until_due or due_date.",
    { param: "days_until_due" },
  );
}
