import type { StoredPlanChange } from "#lib/data/plan-changes.ts";
import { quantityOf } from "#lib/domain/plans/plan-seats.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import type { BilledSubscription } from "#lib/stripe/read-billing.ts";
import { releaseSchedule } from "#lib/stripe/release-schedule.ts";
import { scheduleChange } from "#lib/stripe/schedule-change.ts";
import { setCancelAtPeriodEnd } from "#lib/stripe/set-cancel-at-period-end.ts";
import { paidPlan } from "./paid-plan.ts";

type PendingTarget = Pick<StoredPlanChange, "toPlan" | "toSeats" | "quoteId">;

/**
 * Makes what Stripe will do at the end of the period the change that waits in Weir, or (null) nothing. Doing it again
 * changes nothing. Give the subscription as it is now. @returns whether anything had to be changed
 */
export async function alignPendingChange(
  stripe: StripeConnection,
  subscription: BilledSubscription,
  { pending, now }: { pending: PendingTarget | null; now: Date },
): Promise<boolean> {
  const { id, scheduleId, scheduled, isCancelling } = subscription;
  const ends = pending?.toPlan === "starter";
  const changes = pending !== null && !ends;
  const isScheduled = changes && scheduled?.plan === pending.toPlan && scheduled.seats === quantityOfChange(pending);
  if (scheduleId && !changes) await releaseSchedule(stripe, scheduleId);
  if (isCancelling !== ends) await setCancelAtPeriodEnd(stripe, id, ends);
  if (changes && !isScheduled) {
    await scheduleChange(stripe, {
      subscriptionId: id,
      plan: paidPlan(pending.toPlan),
      quantity: quantityOfChange(pending),
      // Of this attempt alone: the same change may be scheduled again after it was released.
      idempotencyKey: `pending:${pending.quoteId}:${newRequestId(now)}`,
    });
  }
  return (scheduleId !== null && !changes) || isCancelling !== ends || (changes && !isScheduled);
}

function quantityOfChange({ toPlan, toSeats }: PendingTarget): number {
  return quantityOf({ plan: toPlan, seats: toSeats });
}
