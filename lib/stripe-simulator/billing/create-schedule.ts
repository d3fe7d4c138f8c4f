import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { testClockOf, timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { Phase, Schedule, Subscription } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";
import { newPhase, planPhases } from "./plan-phases.ts";
import { defaultSettings } from "./schedule-settings.ts";
import { startSchedule } from "./start-schedule.ts";
import { itemOf, termsOf } from "./subscription-item.ts";

export type CreateScheduleParams = Wire<Stripe.SubscriptionScheduleCreateParams>;

/** Makes a schedule over a running subscription, or one that begins a subscription at its start. */
export function createSchedule(account: Account, params: CreateScheduleParams): Schedule {
  refuseUnsupported(params, ["pause_schedules"]);
  return params.from_subscription === undefined
    ? createFromPhases(account, params)
    : createFromSubscription(account, params, params.from_subscription);
}

function createFromSubscription(account: Account, params: CreateScheduleParams, id: string): Schedule {
  const other = Object.keys(params).find((name) => name !== "from_subscription" && name !== "billing_mode");
  if (other !== undefined) {
    throw invalidRequest(
      `You cannot set \`${other}\` if \`from_subscription\` is set. Create the schedule first and then update it.`,
      {
        param: other,
      },
    );
  }
  const subscription = find(account.tables.subscriptions, "subscription", id, "from_subscription");
  refuseAttaching(subscription);
  const item = itemOf(subscription);
  const phase = newPhase({
    terms: termsOf(item),
    start: item.current_period_start,
    end: item.current_period_end,
    metadata: {},
  });
  const schedule = keepSchedule(account, newSchedule(account, subscription.customer, [phase]));
  schedule.status = "active";
  schedule.subscription = subscription.id;
  schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
  schedule.default_settings = defaultSettings(schedule.default_settings, {
    collection_method: subscription.collection_method,
    default_payment_method: subscription.default_payment_method,
    invoice_settings: { days_until_due: subscription.days_until_due },
  });
  emit(account, "subscription_schedule.created", schedule);
  changeSubscription(account, subscription, () => {
    subscription.schedule = schedule.id;
  });
  return schedule;
}

function createFromPhases(account: Account, params: CreateScheduleParams): Schedule {
  if (params.customer === undefined) throw parameterMissing("customer");
  const customer = find(account.tables.customers, "customer", params.customer, "customer");
  const now = timeOf(account, customer.id);
  const firstStart = params.start_date === "now" || params.start_date === undefined ? now : Number(params.start_date);
  const phases = planPhases(account, params.phases ?? [], { now, firstStart });
  const schedule = keepSchedule(account, newSchedule(account, customer.id, phases));
  schedule.end_behavior = params.end_behavior ?? "release";
  schedule.metadata = mergeMetadata({}, params.metadata);
  schedule.default_settings = defaultSettings(schedule.default_settings, params.default_settings);
  emit(account, "subscription_schedule.created", schedule);
  if (firstStart <= now) startSchedule(account, schedule);
  return schedule;
}

function refuseAttaching(subscription: Subscription): void {
  if (subscription.schedule !== null) {
    throw invalidRequest(
      `You cannot migrate a subscription that is already attached to a schedule: \`${subscription.schedule}\`.`,
      { param: "from_subscription" },
    );
  }
  if (subscription.status === "canceled" || subscription.status.startsWith("incomplete")) {
    throw invalidRequest(`You cannot create a schedule from a subscription that is ${subscription.status}.`, {
      param: "from_subscription",
    });
  }
}

function keepSchedule(account: Account, schedule: Schedule): Schedule {
  account.tables.subscriptionSchedules.set(schedule.id, schedule);
  return schedule;
}

function newSchedule(account: Account, customer: string, phases: Phase[]): Schedule {
  const now = timeOf(account, customer);
  return {
    id: newId("sub_sched"),
    object: "subscription_schedule",
    application: null,
    billing_mode: { type: "flexible", flexible: { proration_discounts: "included" }, updated_at: now },
    canceled_at: null,
    completed_at: null,
    created: now,
    current_phase: null,
    customer,
    customer_account: null,
    default_settings: defaultSettings(null, {}),
    end_behavior: "release",
    livemode: false,
    metadata: {},
    pause_schedules: [],
    phases,
    released_at: null,
    released_subscription: null,
    status: "not_started",
    subscription: null,
    test_clock: testClockOf(account, customer),
  };
}
