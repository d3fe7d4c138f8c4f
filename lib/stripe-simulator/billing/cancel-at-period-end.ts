import type { Subscription } from "./billing-objects.ts";
import { itemOf } from "./subscription-item.ts";

/** Plans the end of a subscription with its period, or takes that back. */
export function cancelAtPeriodEnd(subscription: Subscription, isCanceled: boolean, now: number): void {
  if (subscription.cancel_at_period_end === isCanceled) return;
  subscription.cancel_at_period_end = isCanceled;
  subscription.cancel_at = isCanceled ? itemOf(subscription).current_period_end : null;
  subscription.canceled_at = isCanceled ? now : null;
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    ...subscription.cancellation_details,
    reason: isCanceled ? "cancellation_requested" : null,
  };
}
