import type Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { ensurePlanPrice } from "./ensure-plan-price.ts";
import { planMetadata } from "./plan-metadata.ts";
import type { PaidPlan } from "./plan-price-key.ts";
import { stripeId } from "./stripe-id.ts";
import { fromStripeTime } from "./stripe-time.ts";

export type ChangeToSchedule = {
  readonly subscriptionId: string;
  readonly plan: PaidPlan;
  readonly quantity: number;
  readonly idempotencyKey: string;
};

/** Changes plan and quantity when the next period begins, instead of whatever was scheduled before. */
export async function scheduleChange(
  connection: StripeConnection,
  change: ChangeToSchedule,
): Promise<{ scheduleId: string; effectiveAt: Date }> {
  const { client } = connection;
  const { subscriptionId, plan, quantity, idempotencyKey } = change;
  const price = await ensurePlanPrice(connection, plan);
  const subscription = await client.subscriptions.retrieve(subscriptionId, { expand: ["schedule"] });
  const [item] = subscription.items.data;
  if (!item) throw new Error(`The subscription ${subscriptionId} has no item`);
  const schedule = await attachedSchedule(connection, subscription, idempotencyKey);
  const endSeconds = item.current_period_end;
  await client.subscriptionSchedules.update(
    schedule.id,
    {
      end_behavior: "release",
      metadata: planMetadata(plan, quantity),
      phases: [
        {
          items: [{ price: item.price.id, quantity: item.quantity ?? 1 }],
          start_date: schedule.current_phase?.start_date ?? item.current_period_start,
          end_date: endSeconds,
        },
        {
          items: [{ price, quantity }],
          duration: { interval: "month", interval_count: 1 },
          proration_behavior: "none",
        },
      ],
    },
    { idempotencyKey: `${idempotencyKey}:phases` },
  );
  return { scheduleId: schedule.id, effectiveAt: fromStripeTime(endSeconds) };
}

/** A subscription has at most one schedule, and one that a broken attempt left behind is as good as a new one. */
async function attachedSchedule(
  { client }: StripeConnection,
  subscription: Stripe.Subscription,
  idempotencyKey: string,
): Promise<Stripe.SubscriptionSchedule> {
  const attachedId = stripeId(subscription.schedule);
  if (attachedId) return client.subscriptionSchedules.retrieve(attachedId);
  return client.subscriptionSchedules.create({ from_subscription: subscription.id }, { idempotencyKey });
}
