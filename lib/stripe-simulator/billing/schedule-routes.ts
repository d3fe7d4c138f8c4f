import type Stripe from "stripe";
import type { Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import type { Schedule } from "./billing-objects.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import { createSchedule } from "./create-schedule.ts";
import { finishSchedule, releaseSchedule } from "./end-schedule.ts";
import { refuseEnded, updateSchedule } from "./update-schedule.ts";

export const scheduleRoutes = [
  route<Stripe.SubscriptionScheduleCreateParams>("POST", "/v1/subscription_schedules", ({ account, params }) =>
    createSchedule(account, params),
  ),
  route<Stripe.SubscriptionScheduleListParams>("GET", "/v1/subscription_schedules", listSchedules),
  route<Stripe.SubscriptionScheduleRetrieveParams>("GET", "/v1/subscription_schedules/{id}", scheduleAt),
  route<Stripe.SubscriptionScheduleUpdateParams>("POST", "/v1/subscription_schedules/{id}", (call) =>
    updateSchedule(call.account, scheduleAt(call), call.params),
  ),
  route<Stripe.SubscriptionScheduleCancelParams>("POST", "/v1/subscription_schedules/{id}/cancel", cancel),
  route<Stripe.SubscriptionScheduleReleaseParams>("POST", "/v1/subscription_schedules/{id}/release", release),
];

function scheduleAt({ account, path }: Call<object>): Schedule {
  return find(account.tables.subscriptionSchedules, "subscription schedule", path.id ?? "");
}

function cancel(call: Call<Wire<Stripe.SubscriptionScheduleCancelParams>>): Schedule {
  const { account, params } = call;
  const schedule = scheduleAt(call);
  refuseEnded(schedule, "cancel");
  finishSchedule(account, schedule, "canceled");
  const subscription = account.tables.subscriptions.get(schedule.subscription ?? "");
  if (subscription !== undefined) {
    cancelSubscription(account, subscription, {
      isProrated: params.prorate ?? true,
      isInvoicedNow: params.invoice_now ?? true,
    });
  }
  return schedule;
}

function release(call: Call<object>): Schedule {
  const schedule = scheduleAt(call);
  refuseEnded(schedule, "release");
  releaseSchedule(call.account, schedule);
  return schedule;
}

function listSchedules({ account, params, url }: Call<Wire<Stripe.SubscriptionScheduleListParams>>): unknown {
  const rows = [...account.tables.subscriptionSchedules.values()].filter(
    (schedule) =>
      (params.customer === undefined || schedule.customer === params.customer) &&
      (params.scheduled !== true || schedule.status === "not_started") &&
      isInRange(schedule.created, params.created) &&
      isWithin(schedule.canceled_at, params.canceled_at) &&
      isWithin(schedule.completed_at, params.completed_at) &&
      isWithin(schedule.released_at, params.released_at),
  );
  return listPage(rows, params, url);
}

function isWithin(seconds: number | null, range: Parameters<typeof isInRange>[1]): boolean {
  return range === undefined || (seconds !== null && isInRange(seconds, range));
}
