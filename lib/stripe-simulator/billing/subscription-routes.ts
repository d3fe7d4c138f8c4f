import type Stripe from "stripe";
import type { Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import type { Subscription } from "./billing-objects.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import { createSubscription } from "./create-subscription.ts";
import { itemOf } from "./subscription-item.ts";
import { writeCancellationDetails } from "./subscription-settings.ts";
import { updateSubscription } from "./update-subscription.ts";

export const subscriptionRoutes = [
  route<Stripe.SubscriptionCreateParams>("POST", "/v1/subscriptions", ({ account, params }) =>
    createSubscription(account, params),
  ),
  route<Stripe.SubscriptionListParams>("GET", "/v1/subscriptions", listSubscriptions),
  route<Stripe.SubscriptionRetrieveParams>("GET", "/v1/subscriptions/{id}", subscriptionAt),
  route<Stripe.SubscriptionUpdateParams>("POST", "/v1/subscriptions/{id}", (call) =>
    updateSubscription(call.account, subscriptionAt(call), call.params),
  ),
  route<Stripe.SubscriptionCancelParams>("DELETE", "/v1/subscriptions/{id}", cancel),
];

function subscriptionAt({ account, path }: Call<object>): Subscription {
  return find(account.tables.subscriptions, "subscription", path.id ?? "");
}

function cancel(call: Call<Wire<Stripe.SubscriptionCancelParams>>): Subscription {
  const { params } = call;
  const subscription = subscriptionAt(call);
  writeCancellationDetails(subscription, params.cancellation_details);
  return cancelSubscription(call.account, subscription, {
    isProrated: params.prorate ?? false,
    isInvoicedNow: params.invoice_now ?? false,
  });
}

function listSubscriptions({ account, params, url }: Call<Wire<Stripe.SubscriptionListParams>>): unknown {
  const rows = [...account.tables.subscriptions.values()].filter(
    (subscription) =>
      hasStatus(subscription, params.status) &&
      (params.customer === undefined || subscription.customer === params.customer) &&
      (params.price === undefined || itemOf(subscription).price.id === params.price) &&
      (params.collection_method === undefined || subscription.collection_method === params.collection_method) &&
      (params.test_clock === undefined || subscription.test_clock === params.test_clock) &&
      isInRange(subscription.created, params.created) &&
      isInRange(itemOf(subscription).current_period_start, params.current_period_start) &&
      isInRange(itemOf(subscription).current_period_end, params.current_period_end),
  );
  return listPage(rows, params, url);
}

/** Canceled ones are listed only when they are asked for. */
function hasStatus({ status }: Subscription, wanted: string | undefined): boolean {
  if (wanted === "all") return true;
  if (wanted === undefined) return status !== "canceled";
  if (wanted === "ended") return status === "canceled" || status === "incomplete_expired";
  return status === wanted;
}
