import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { testClockOf, timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { CollectionMethod, Customer, Invoice, InvoiceItem, InvoiceLine, Subscription } from "./billing-objects.ts";
import { writeTotals } from "./invoice-totals.ts";
import { invoicePaymentSettings } from "./payment-settings.ts";
import type { Span } from "./prorate.ts";

const DAY_SECONDS = 86_400;

/** An invoice before it is kept: what a preview shows and what a commit saves are this same thing. */
export type InvoiceDraft = {
  readonly invoice: Invoice;
  readonly lines: InvoiceLine[];
  /** The invoice items that it bills; those of a proration do not exist yet. */
  readonly items: readonly InvoiceItem[];
};

export type InvoicePlan = {
  readonly customer: Customer;
  readonly subscription: Subscription | null;
  readonly reason: NonNullable<Invoice["billing_reason"]>;
  readonly lines: InvoiceLine[];
  readonly items: readonly InvoiceItem[];
  readonly currency: string;
  readonly period: Span;
  readonly prorationDate?: number;
  readonly collectionMethod?: CollectionMethod;
};

/** A draft invoice over these lines, with the customer's and the subscription's settings and all sums. */
export function composeInvoice(account: Account, plan: InvoicePlan): InvoiceDraft {
  const now = timeOf(account, plan.customer.id);
  const collectionMethod = plan.collectionMethod ?? plan.subscription?.collection_method ?? "charge_automatically";
  const invoice: Invoice = {
    ...blankInvoice(account, plan.customer),
    id: newId("in"),
    billing_reason: plan.reason,
    collection_method: collectionMethod,
    created: now,
    currency: plan.currency,
    due_date: dueDateOf(plan.subscription, now),
    parent: parentOf(plan),
    period_start: plan.period.start,
    period_end: plan.period.end,
    webhooks_delivered_at: now,
    ...settingsOf(plan),
  };
  writeTotals(invoice, plan.lines, plan.customer.balance);
  return { invoice, lines: plan.lines, items: plan.items };
}

function dueDateOf(subscription: Subscription | null, now: number): number | null {
  const days = subscription?.collection_method === "send_invoice" ? subscription.days_until_due : null;
  return days === null ? null : now + days * DAY_SECONDS;
}

function parentOf({ subscription, prorationDate }: InvoicePlan): Invoice["parent"] {
  if (subscription === null) return null;
  return {
    type: "subscription_details",
    quote_details: null,
    subscription_details: {
      metadata: { ...subscription.metadata },
      subscription: subscription.id,
      ...(prorationDate === undefined ? {} : { subscription_proration_date: prorationDate }),
    },
  };
}

function settingsOf({
  customer,
  subscription,
}: InvoicePlan): Pick<Invoice, "custom_fields" | "description" | "footer" | "payment_settings"> {
  const own = subscription?.invoice_settings;
  return {
    custom_fields: structuredClone(own?.custom_fields ?? customer.invoice_settings.custom_fields),
    description: own?.description ?? null,
    footer: own?.footer ?? customer.invoice_settings.footer,
    payment_settings: invoicePaymentSettings(subscription?.payment_settings ?? null),
  };
}

type Buyer = Pick<
  Invoice,
  | "customer_address"
  | "customer_email"
  | "customer_name"
  | "customer_phone"
  | "customer_shipping"
  | "customer_tax_exempt"
  | "customer_tax_ids"
>;

/** What the invoice says of the buyer; frozen when it is finalized. */
export function buyerOf(account: Account, customer: Customer): Buyer {
  const taxIds = [...account.tables.taxIds.values()].filter((taxId) => taxId.customer === customer.id);
  return {
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt ?? "none",
    customer_tax_ids: taxIds.map(({ type, value }) => ({ type, value })),
  };
}

function blankInvoice(account: Account, customer: Customer): Omit<Invoice, FilledIn> {
  return {
    ...MONEY_AT_ZERO,
    id: "",
    object: "invoice",
    account_country: "US",
    account_name: "Stripe simulator",
    account_tax_ids: null,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: null,
    collection_method: "charge_automatically",
    created: 0,
    currency: "usd",
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    ...buyerOf(account, customer),
    ...structuredClone(NOTHING_SET),
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: "self" },
    lines: { object: "list", data: [], has_more: false, url: "" },
    livemode: false,
    metadata: {},
    test_clock: testClockOf(account, customer.id),
  };
}

type FilledIn = "parent" | "payment_settings" | "period_end" | "period_start" | "webhooks_delivered_at";

const MONEY_AT_ZERO = {
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_paid_off_stripe: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  starting_balance: 0,
  subtotal: 0,
  subtotal_excluding_tax: 0,
  total: 0,
  total_excluding_tax: 0,
} satisfies Partial<Invoice>;

const NOTHING_SET = {
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  due_date: null,
  effective_at: null,
  ending_balance: null,
  footer: null,
  from_invoice: null,
  last_finalization_error: null,
  latest_revision: null,
  next_payment_attempt: null,
  number: null,
  on_behalf_of: null,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
  status: "draft",
  status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
  total_discount_amounts: [],
  total_pretax_credit_amounts: [],
  total_taxes: [],
} satisfies Partial<Invoice>;
