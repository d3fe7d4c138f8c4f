import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { type ChargeResult, chargeCustomer } from "#lib/stripe-simulator/payments/charge-customer.ts";
import type { AnchorConfig } from "./anchor-from-config.ts";
import { chargedNotes } from "./billing-notes.ts";
import type { Subscription } from "./billing-objects.ts";
import { cancelAtPeriodEnd } from "./cancel-at-period-end.ts";
import { chargeOf, collectInvoice, defaultMethodOf, followPayment, intentOf, noMethod } from "./collect-invoice.ts";
import type { InvoiceDraft } from "./compose-invoice.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { invoiceSettings } from "./invoice-settings.ts";
import { ownMethod } from "./own-method.ts";
import { paymentFailure } from "./payment-failure.ts";
import { paymentSettings } from "./payment-settings.ts";
import { daysUntilDueOf, type PlannedSubscription, planSubscription } from "./plan-subscription.ts";
import { saveInvoice } from "./save-invoice.ts";
import { itemOf } from "./subscription-item.ts";

export type CreateSubscriptionParams = Wire<Stripe.SubscriptionCreateParams>;

const UNSUPPORTED = [
  "add_invoice_items",
  "application_fee_percent",
  "backdate_start_date",
  "billing_schedules",
  "billing_thresholds",
  "cancel_at",
  "default_source",
  "default_tax_rates",
  "discounts",
  "on_behalf_of",
  "pending_invoice_item_interval",
  "transfer_data",
  "trial_end",
  "trial_period_days",
] as const;

/**
 * Begins a subscription, keeps it with its first invoice and tries to pay that as `payment_behavior` says. Throws 400
 * when it cannot be charged at all, and 402 when it must be paid at once and is not; then nothing is kept.
 */
export function createSubscription(account: Account, params: CreateSubscriptionParams): Subscription {
  refuseUnsupported(params, UNSUPPORTED);
  if (params.customer === undefined) throw parameterMissing("customer");
  const planned = planSubscription(account, {
    customer: find(account.tables.customers, "customer", params.customer, "customer"),
    items: params.items,
    anchor: params.billing_cycle_anchor,
    anchorConfig: anchorConfigOf(params),
    prorationBehavior: params.proration_behavior,
    collectionMethod: params.collection_method,
    metadata: params.metadata,
    configure: (subscription) => writeSettings(account, subscription, params),
  });
  const paid = payFirst(account, planned, params);
  keepSubscription(account, planned);
  if (planned.draft !== null) startFirstInvoice(account, planned, params, paid);
  return planned.subscription;
}

/** Puts a planned subscription into the tables, not yet paid: incomplete until it is, unless the first invoice may wait. */
export function keepSubscription(
  account: Account,
  { subscription, draft, charged }: PlannedSubscription,
  status: "active" | "incomplete" = isCharged(subscription, draft) ? "incomplete" : "active",
): void {
  subscription.status = status;
  subscription.latest_invoice = draft?.invoice.id ?? null;
  account.tables.subscriptions.set(subscription.id, subscription);
  if (charged !== null) chargedNotes(account).set(itemOf(subscription).id, charged);
  emit(account, "customer.subscription.created", subscription);
}

function writeSettings(account: Account, subscription: Subscription, params: CreateSubscriptionParams): void {
  subscription.days_until_due = daysUntilDueOf(params.collection_method, params.days_until_due);
  subscription.default_payment_method = ownMethod(account, subscription.customer, params.default_payment_method);
  subscription.description = params.description ?? null;
  subscription.invoice_settings = invoiceSettings(subscription.invoice_settings, params.invoice_settings);
  subscription.payment_settings = paymentSettings(null, params.payment_settings);
  if (params.cancel_at_period_end) cancelAtPeriodEnd(subscription, true, subscription.created);
}

function anchorConfigOf({ billing_cycle_anchor_config: config }: CreateSubscriptionParams): AnchorConfig | undefined {
  return config && { month: null, hour: null, minute: null, second: null, ...config };
}

function startFirstInvoice(
  account: Account,
  { subscription, draft }: PlannedSubscription,
  params: CreateSubscriptionParams,
  paid: ChargeResult | null,
): void {
  if (draft === null) return;
  const isSent = subscription.collection_method === "send_invoice";
  const invoice = saveInvoice(account, draft, { isFinalizedLater: isSent });
  if (isSent) return;
  finalizeInvoice(account, invoice);
  if (invoice.status !== "open") return;
  const isOffSession = params.off_session ?? false;
  if (paid !== null) followPayment(account, invoice, { ...paid, isScheduled: true });
  else if (params.payment_behavior === "default_incomplete") intentOf(account, invoice);
  else collectInvoice(account, invoice, { isOffSession, isScheduled: true });
}

/** For `error_if_incomplete` the money moves before anything is kept, so that a decline leaves nothing behind. */
function payFirst(
  account: Account,
  { subscription, draft }: PlannedSubscription,
  params: CreateSubscriptionParams,
): ChargeResult | null {
  if (params.payment_behavior === "pending_if_incomplete") {
    throw invalidRequest("pending_if_incomplete can only be used when updating a subscription.", {
      param: "payment_behavior",
    });
  }
  if (!isCharged(subscription, draft) || params.payment_behavior === "default_incomplete") return null;
  account.tables.subscriptions.set(subscription.id, subscription);
  try {
    const paymentMethod = defaultMethodOf(account, draft.invoice);
    if (paymentMethod === null) throw noMethod();
    if (params.payment_behavior !== "error_if_incomplete") return null;
    const request = chargeOf(account, draft.invoice, paymentMethod, params.off_session ?? false);
    const result = chargeCustomer(account, request);
    if (result.outcome === "failed" || result.outcome === "requires_action") throw paymentFailure(result);
    return result;
  } finally {
    account.tables.subscriptions.delete(subscription.id);
  }
}

function isCharged(subscription: Subscription, draft: InvoiceDraft | null): draft is InvoiceDraft {
  return subscription.collection_method === "charge_automatically" && (draft?.invoice.amount_due ?? 0) > 0;
}
