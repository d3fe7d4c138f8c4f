import { newId } from "#lib/stripe-simulator/core/id.ts";
import type { Price, Subscription, SubscriptionItem, Terms } from "./billing-objects.ts";
import type { Cycle } from "./billing-period.ts";
import { unitAmountOf } from "./invoice-line.ts";
import type { Span } from "./prorate.ts";

/** The one item of a subscription. */
export function itemOf(subscription: Subscription): SubscriptionItem {
  const [item] = subscription.items.data;
  if (item === undefined) throw new Error(`Subscription ${subscription.id} has no item.`);
  return item;
}

export function termsOf(item: SubscriptionItem): Terms {
  return { price: item.price, quantity: item.quantity ?? 1 };
}

export function newItem(fields: {
  subscription: string;
  created: number;
  terms: Terms;
  span: Span;
  metadata: Record<string, string>;
}): SubscriptionItem {
  const { subscription, created, terms, span, metadata } = fields;
  return {
    id: newId("si", 14),
    object: "subscription_item",
    billing_thresholds: null,
    created,
    current_period_end: span.end,
    current_period_start: span.start,
    current_trial: null,
    discounts: [],
    metadata,
    ...soldAs(terms),
    subscription,
    tax_rates: [],
  };
}

/** The fields of an item that say what it sells. */
export function soldAs({ price, quantity }: Terms): Pick<SubscriptionItem, "plan" | "price" | "quantity"> {
  return { plan: planOf(price), price: structuredClone(price), quantity };
}

/** How the periods of a price follow each other from an anchor. */
export function cycleOf(price: Price, anchor: number, dayOfMonth?: number): Cycle {
  return {
    anchor,
    interval: (price.recurring?.interval ?? "month") as Cycle["interval"],
    intervalCount: price.recurring?.interval_count ?? 1,
    ...(dayOfMonth === undefined ? {} : { dayOfMonth }),
  };
}

function planOf(price: Price): SubscriptionItem["plan"] {
  return {
    id: price.id,
    object: "plan",
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: unitAmountOf(price),
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: { ...price.metadata },
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: "licensed",
  };
}
