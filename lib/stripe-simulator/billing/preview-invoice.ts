import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { randomTail } from "#lib/stripe-simulator/core/id.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { invalidRequest, StripeFailure } from "#lib/stripe-simulator/core/stripe-failure.ts";
import type { AnchorConfig } from "./anchor-from-config.ts";
import type { Customer, Invoice, Subscription } from "./billing-objects.ts";
import { composeInvoice, type InvoiceDraft } from "./compose-invoice.ts";
import { newInvoiceItem } from "./create-invoice-item.ts";
import { lineOfInvoiceItem } from "./invoice-line.ts";
import { dueOf, writeTotals } from "./invoice-totals.ts";
import { pendingInvoiceItems } from "./pending-invoice-items.ts";
import { planCancellation } from "./plan-cancellation.ts";
import { planRenewal } from "./plan-renewal.ts";
import { type NewSubscription, planSubscription } from "./plan-subscription.ts";
import { planUpdate } from "./plan-update.ts";
import { termsAtRenewal } from "./schedule-phases.ts";
import { itemOf } from "./subscription-item.ts";

export type PreviewParams = Wire<Stripe.InvoiceCreatePreviewParams>;
type Details = NonNullable<PreviewParams["subscription_details"]>;

const UNSUPPORTED = ["discounts", "on_behalf_of", "schedule_details"] as const;
const UNSUPPORTED_DETAILS = [
  "billing_schedules",
  "cancel_at",
  "default_tax_rates",
  "pause",
  "resume_at",
  "start_date",
  "trial_end",
] as const;

/** A preview needs no customer. */
const NOBODY: Customer = {
  id: "",
  object: "customer",
  balance: 0,
  created: 0,
  default_source: null,
  description: null,
  email: null,
  invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
  livemode: false,
  metadata: {},
  shipping: null,
};

/** The invoice that a change would bring, or the next one as things are. Nothing is kept. */
export function previewInvoice(account: Account, params: PreviewParams): Invoice {
  refuseUnsupported(params, UNSUPPORTED);
  const details: Details = params.subscription_details ?? {};
  refuseUnsupported(details, UNSUPPORTED_DETAILS);
  const subscription = subscriptionFor(account, params);
  const draft =
    subscription === null ? newDraft(account, params, details) : changedDraft(account, subscription, params, details);
  return asPreview(account, draft, params);
}

/** The next renewal's invoice, as `invoice.upcoming` tells it. */
export function upcomingInvoice(account: Account, subscription: Subscription): Invoice {
  return asPreview(account, planRenewal(account, subscription, termsAtRenewal(account, subscription)).draft, {});
}

function changedDraft(
  account: Account,
  subscription: Subscription,
  params: PreviewParams,
  details: Details,
): InvoiceDraft {
  if (subscription.status === "canceled" || subscription.status === "incomplete_expired")
    throw noUpcoming(subscription);
  const behavior = details.proration_behavior ?? "create_prorations";
  const at = details.proration_date;
  if (details.cancel_now) return planCancellation(account, subscription, { isProrated: behavior !== "none", at }).draft;
  const { items } = details;
  const isRecurringOnly = params.preview_mode === "recurring";
  if (items === undefined || items.length === 0) {
    const isEnding = details.cancel_at_period_end ?? subscription.cancel_at_period_end;
    if (isEnding) throw noUpcoming(subscription);
    return planRenewal(account, subscription, termsAtRenewal(account, subscription), { isRecurringOnly }).draft;
  }
  const update = planUpdate(account, subscription, {
    items,
    behavior,
    ...(at === undefined ? {} : { prorationDate: at }),
  });
  if (update.draft !== null && !isRecurringOnly) return update.draft;
  return planRenewal(account, subscription, update.terms, { added: update.items, isRecurringOnly }).draft;
}

function newDraft(account: Account, params: PreviewParams, details: Details): InvoiceDraft {
  const customer =
    params.customer === undefined ? NOBODY : find(account.tables.customers, "customer", params.customer, "customer");
  if (details.items === undefined) return itemsDraft(account, customer, params);
  const planned = planSubscription(account, {
    customer,
    items: details.items,
    ...anchorOf(details),
    prorationBehavior: details.proration_behavior,
    metadata: details.metadata,
  });
  if (planned.draft !== null) return planned.draft;
  const { price, quantity } = itemOf(planned.subscription);
  return planRenewal(account, planned.subscription, { price, quantity: quantity ?? 1 }, { customer }).draft;
}

/** Requests give an object; checkout gives the number or configuration that its session was made with. */
function anchorOf(details: Details & { billing_cycle_anchor_config?: AnchorConfig }): Partial<NewSubscription> {
  const given = details.billing_cycle_anchor as Details["billing_cycle_anchor"] | number;
  if (details.billing_cycle_anchor_config !== undefined) return { anchorConfig: details.billing_cycle_anchor_config };
  const anchor = typeof given === "number" ? given : given?.timestamp;
  return anchor === undefined ? {} : { anchor };
}

/** Without a subscription the next invoice is what waits for one. */
function itemsDraft(account: Account, customer: Customer, params: PreviewParams): InvoiceDraft {
  const items = pendingInvoiceItems(account, customer.id, null);
  if (items.length === 0 && params.invoice_items === undefined) throw noUpcoming({ customer: customer.id });
  return composeInvoice(account, {
    customer,
    subscription: null,
    reason: "upcoming",
    lines: items.map(lineOfInvoiceItem),
    items,
    currency: params.currency ?? items[0]?.currency ?? "usd",
    period: { start: customer.created, end: customer.created },
  });
}

function subscriptionFor(account: Account, params: PreviewParams): Subscription | null {
  const { subscriptions, subscriptionSchedules } = account.tables;
  if (params.subscription !== undefined)
    return find(subscriptions, "subscription", params.subscription, "subscription");
  if (params.schedule !== undefined) {
    const schedule = find(subscriptionSchedules, "schedule", params.schedule, "schedule");
    return find(subscriptions, "subscription", schedule.subscription ?? "", "schedule");
  }
  if (params.subscription_details?.items !== undefined) return null;
  const running = [...subscriptions.values()].filter(
    (one) => one.customer === params.customer && ["active", "past_due", "unpaid"].includes(one.status),
  );
  return running.sort((a, b) => itemOf(a).current_period_end - itemOf(b).current_period_end)[0] ?? null;
}

function asPreview(account: Account, draft: InvoiceDraft, params: PreviewParams): Invoice {
  const { invoice } = draft;
  const customer = account.tables.customers.get(invoice.customer ?? "") ?? NOBODY;
  const added = (params.invoice_items ?? []).map((item) =>
    newInvoiceItem(account, customer, { ...item, currency: item.currency ?? invoice.currency }),
  );
  const lines = [...added.map(lineOfInvoiceItem), ...draft.lines];
  invoice.id = `upcoming_in_${randomTail(24)}`;
  invoice.customer = customer.id || null;
  for (const line of lines) line.invoice = invoice.id;
  writeTotals(invoice, lines, customer.balance);
  invoice.billing_reason = "upcoming";
  invoice.ending_balance = dueOf(invoice.total, customer.balance).endingBalance;
  return invoice;
}

function noUpcoming({ customer }: { customer: string }): StripeFailure {
  return new StripeFailure(
    404,
    invalidRequest(`No upcoming invoices for customer: ${customer}`, { code: "invoice_upcoming_none" }).body,
  );
}
