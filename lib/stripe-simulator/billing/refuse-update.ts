import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import type { Subscription } from "./billing-objects.ts";
import type { UpdateSubscriptionParams } from "./update-subscription.ts";

const UNSUPPORTED = [
  "add_invoice_items",
  "application_fee_percent",
  "billing_schedules",
  "billing_thresholds",
  "cancel_at",
  "default_source",
  "default_tax_rates",
  "discounts",
  "on_behalf_of",
  "pause_collection",
  "pending_invoice_item_interval",
  "transfer_data",
  "trial_end",
] as const;

/** All that a pending update may change, and what says how. */
const PENDING_PARAMS = new Set([
  "items",
  "metadata",
  "off_session",
  "payment_behavior",
  "proration_behavior",
  "proration_date",
]);

const EDITABLE_ONCE_ENDED = new Set(["cancellation_details", "metadata"]);

/** Refuses, as Stripe does, an update that the state of the subscription does not allow. */
export function refuseUpdate(account: Account, subscription: Subscription, params: UpdateSubscriptionParams): void {
  refuseUnsupported(params, UNSUPPORTED);
  if (params.billing_cycle_anchor?.type === "now") {
    throw invalidRequest("The simulator does not support billing_cycle_anchor[type]=now.", {
      param: "billing_cycle_anchor",
    });
  }
  const names = Object.keys(params);
  const isEnded = subscription.status === "canceled" || subscription.status === "incomplete_expired";
  if (isEnded && names.some((name) => !EDITABLE_ONCE_ENDED.has(name))) {
    throw invalidRequest("A canceled subscription can only update its cancellation_details and metadata.", {
      code: "invalid_canceled_subscription_fields",
    });
  }
  if (subscription.status === "incomplete" && params.items !== undefined) {
    throw invalidRequest(
      "A subscription that is incomplete cannot change its items. Pay its first invoice, or cancel it.",
      {
        param: "items",
      },
    );
  }
  if (subscription.schedule !== null && params.cancel_at_period_end !== undefined) {
    throw invalidRequest(
      `The subscription is managed by the subscription schedule \`${subscription.schedule}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
    );
  }
  if (params.payment_behavior === "pending_if_incomplete") refusePending(account, subscription, names);
}

function refusePending(account: Account, subscription: Subscription, names: readonly string[]): void {
  const other = names.find((name) => !PENDING_PARAMS.has(name));
  if (other !== undefined) {
    throw invalidRequest(`You cannot use \`${other}\` when \`payment_behavior=pending_if_incomplete\`.`, {
      param: other,
    });
  }
  if (subscription.collection_method === "send_invoice") {
    throw invalidRequest("pending_if_incomplete is not supported when collection_method is send_invoice.", {
      param: "payment_behavior",
    });
  }
  const customer = account.tables.customers.get(subscription.customer);
  const id = subscription.default_payment_method ?? customer?.invoice_settings.default_payment_method ?? "";
  if (account.tables.paymentMethods.get(id)?.type === "us_bank_account") {
    throw invalidRequest("pending_if_incomplete is not supported for bank debits.", { param: "payment_behavior" });
  }
}
