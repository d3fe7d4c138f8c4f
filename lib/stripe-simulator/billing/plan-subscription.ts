import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { testClockOf, timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { type AnchorConfig, anchorFromConfig } from "./anchor-from-config.ts";
import type { Charged } from "./billing-notes.ts";
import type {
  CollectionMethod,
  Customer,
  InvoiceLine,
  Subscription,
  SubscriptionItem,
  Terms,
} from "./billing-objects.ts";
import { periodContaining } from "./billing-period.ts";
import { composeInvoice, type InvoiceDraft } from "./compose-invoice.ts";
import { cycleLine, unitAmountOf } from "./invoice-line.ts";
import { NO_INVOICE_SETTINGS } from "./invoice-settings.ts";
import { partialFirstLine } from "./proration-items.ts";
import { cycleOf, newItem } from "./subscription-item.ts";
import { type ItemParams, termsFromParams } from "./terms-from-params.ts";

/** What it takes to begin a subscription, wherever the request came from. */
export type NewSubscription = {
  readonly customer: Customer;
  readonly items: readonly ItemParams[] | undefined;
  readonly anchor?: number;
  readonly anchorConfig?: AnchorConfig;
  readonly prorationBehavior?: string;
  readonly collectionMethod?: CollectionMethod;
  readonly metadata?: Parameters<typeof mergeMetadata>[1];
  /** Writes the settings that its first invoice takes over. */
  readonly configure?: (subscription: Subscription) => void;
};

export type PlannedSubscription = {
  readonly subscription: Subscription;
  readonly customer: Customer;
  readonly charged: Charged | null;
  /** The first invoice; null when the time until the anchor is free. */
  readonly draft: InvoiceDraft | null;
};

/** A subscription and its first invoice, not kept yet: the one calculation behind creating and previewing it. */
export function planSubscription(account: Account, given: NewSubscription): PlannedSubscription {
  const { customer } = given;
  const now = timeOf(account, customer.id);
  const terms = termsFromParams(account, given.items);
  const anchor = anchorOf(given, terms, now);
  const whole = periodContaining(cycleOf(terms.price, anchor, given.anchorConfig?.day_of_month), now);
  const span = { start: now, end: whole.end };
  const id = newId("sub");
  const metadata = mergeMetadata({}, given.items?.[0]?.metadata);
  const item = newItem({ subscription: id, created: now, terms, span, metadata });
  const subscription: Subscription = {
    ...blankSubscription(id, item),
    billing_cycle_anchor: anchor,
    billing_cycle_anchor_config: given.anchorConfig ?? null,
    billing_mode: { type: "flexible", flexible: { proration_discounts: "included" }, updated_at: now },
    collection_method: given.collectionMethod ?? "charge_automatically",
    created: now,
    currency: terms.price.currency,
    customer: customer.id,
    metadata: mergeMetadata({}, given.metadata),
    start_date: now,
    test_clock: testClockOf(account, customer.id),
  };
  given.configure?.(subscription);
  const isPartial = whole.start < now;
  if (isPartial && given.prorationBehavior === "none") return { subscription, customer, charged: null, draft: null };
  const line = isPartial
    ? partialFirstLine(account, { subscription, item, terms, span, whole })
    : cycleLine(account, { subscription, item, terms, span });
  return { subscription, customer, ...firstInvoice(account, { subscription, customer, terms, line, whole, now }) };
}

function firstInvoice(
  account: Account,
  first: {
    subscription: Subscription;
    customer: Customer;
    terms: Terms;
    line: InvoiceLine;
    whole: { start: number; end: number };
    now: number;
  },
): { charged: Charged; draft: InvoiceDraft } {
  const { subscription, customer, terms, line, whole, now } = first;
  const draft = composeInvoice(account, {
    customer,
    subscription,
    reason: "subscription_create",
    lines: [line],
    items: [],
    currency: subscription.currency,
    period: { start: now, end: now },
  });
  const charged: Charged = {
    price: terms.price.id,
    unitAmountDecimal: unitAmountOf(terms.price),
    quantity: terms.quantity,
    span: whole,
    until: whole.end,
    invoice: draft.invoice.id,
    line: line.id,
    invoiceItem: null,
    before: null,
  };
  return { charged, draft };
}

function anchorOf({ anchor, anchorConfig }: NewSubscription, { price }: Terms, now: number): number {
  if (anchor !== undefined && anchorConfig !== undefined) {
    throw invalidRequest(
      "You may only specify one of these parameters: billing_cycle_anchor, billing_cycle_anchor_config.",
      {
        code: "parameters_exclusive",
      },
    );
  }
  if (anchorConfig !== undefined) return anchorFromConfig(anchorConfig, now);
  if (anchor === undefined) return now;
  const natural = periodContaining(cycleOf(price, now), now).end;
  if (anchor < now || anchor > natural) {
    throw invalidRequest(
      "billing_cycle_anchor must lie in the future, and no later than the next natural billing date of the plan.",
      { param: "billing_cycle_anchor" },
    );
  }
  return anchor;
}

/** A new subscription's collection: refuses what Stripe does, and gives the days that an invoice may stay unpaid. */
export function daysUntilDueOf(collection: string | undefined, days: number | undefined): number | null {
  if (collection !== "send_invoice") {
    if (days === undefined) return null;
    throw invalidRequest("You can only set days_until_due if collection_method is send_invoice.", {
      param: "days_until_due",
    });
  }
  if (days === undefined) throw parameterMissing("days_until_due");
  return days;
}

function blankSubscription(id: string, item: SubscriptionItem): Omit<Subscription, FilledIn> {
  return {
    id,
    object: "subscription",
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: null,
    invoice_settings: structuredClone(NO_INVOICE_SETTINGS),
    items: { object: "list", data: [item], has_more: false, url: `/v1/subscription_items?subscription=${id}` },
    latest_invoice: null,
    livemode: false,
    managed_payments: { enabled: false },
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: null,
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    status: "active",
    transfer_data: null,
    trial_end: null,
    trial_settings: null,
    trial_start: null,
  };
}

type FilledIn =
  | "billing_cycle_anchor"
  | "billing_cycle_anchor_config"
  | "billing_mode"
  | "collection_method"
  | "created"
  | "currency"
  | "customer"
  | "metadata"
  | "start_date"
  | "test_clock";
