import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { Subscription } from "./billing-objects.ts";
import { cancelAtPeriodEnd } from "./cancel-at-period-end.ts";
import { invoiceSettings } from "./invoice-settings.ts";
import { ownMethod } from "./own-method.ts";
import { paymentSettings } from "./payment-settings.ts";
import { daysUntilDueOf } from "./plan-subscription.ts";
import type { UpdateSubscriptionParams } from "./update-subscription.ts";

/** Writes what an update gives besides items; what it leaves out stays. */
export function writeSubscriptionSettings(
  account: Account,
  subscription: Subscription,
  params: UpdateSubscriptionParams,
): void {
  const now = timeOf(account, subscription.customer);
  if (params.collection_method !== undefined || params.days_until_due !== undefined) {
    const collection = params.collection_method ?? subscription.collection_method;
    const kept = collection === "send_invoice" ? (subscription.days_until_due ?? undefined) : undefined;
    subscription.days_until_due = daysUntilDueOf(collection, params.days_until_due ?? kept);
    subscription.collection_method = collection;
  }
  if (params.default_payment_method !== undefined) {
    subscription.default_payment_method = ownMethod(account, subscription.customer, params.default_payment_method);
  }
  if (params.description !== undefined) subscription.description = params.description || null;
  subscription.invoice_settings = invoiceSettings(subscription.invoice_settings, params.invoice_settings);
  subscription.payment_settings = paymentSettings(subscription.payment_settings, params.payment_settings);
  subscription.metadata = mergeMetadata(subscription.metadata, params.metadata);
  if (params.cancel_at_period_end !== undefined) cancelAtPeriodEnd(subscription, params.cancel_at_period_end, now);
  writeCancellationDetails(subscription, params.cancellation_details);
}

/** What the customer said about leaving. */
export function writeCancellationDetails(
  subscription: Subscription,
  details: UpdateSubscriptionParams["cancellation_details"],
): void {
  if (details === undefined) return;
  const old = subscription.cancellation_details;
  subscription.cancellation_details = {
    reason: old?.reason ?? null,
    feedback_option: old?.feedback_option ?? null,
    comment: details.comment === undefined ? (old?.comment ?? null) : details.comment || null,
    feedback: details.feedback === undefined ? (old?.feedback ?? null) : details.feedback || null,
  };
}
