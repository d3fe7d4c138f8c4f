import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { previousOf } from "#lib/stripe-simulator/core/previous-of.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { applyPhase } from "./advance-schedule.ts";
import type { Phase, ProrationBehavior, Schedule } from "./billing-objects.ts";
import { isLive } from "./end-schedule.ts";
import { type PhaseParams, planPhases } from "./plan-phases.ts";
import { phaseAt } from "./schedule-phases.ts";
import { defaultSettings } from "./schedule-settings.ts";

export type UpdateScheduleParams = Wire<Stripe.SubscriptionScheduleUpdateParams>;

/** Changes what a live schedule plans. Its current phase may change what it sells, and then does so at once. */
export function updateSchedule(account: Account, schedule: Schedule, params: UpdateScheduleParams): Schedule {
  refuseUnsupported(params, ["pause_schedules"]);
  refuseEnded(schedule, "update");
  const before = structuredClone(schedule);
  const phases = params.phases === undefined ? null : newPhases(account, schedule, params.phases);
  if (phases !== null) schedule.phases = phases;
  if (params.end_behavior !== undefined) schedule.end_behavior = params.end_behavior;
  schedule.metadata = mergeMetadata(schedule.metadata ?? {}, params.metadata);
  schedule.default_settings = defaultSettings(schedule.default_settings, params.default_settings);
  if (schedule.status === "active") followCurrentPhase(account, schedule, params.proration_behavior);
  const previous = previousOf(before, schedule);
  if (Object.keys(previous).length > 0) emit(account, "subscription_schedule.updated", schedule, { previous });
  return schedule;
}

/** Refuses to touch a schedule that is over. */
export function refuseEnded(schedule: Schedule, verb: string): void {
  if (isLive(schedule)) return;
  throw invalidRequest(
    `You cannot ${verb} a subscription schedule that is currently in the \`${schedule.status}\` status.`,
  );
}

function newPhases(account: Account, schedule: Schedule, params: readonly PhaseParams[]): Phase[] {
  const now = timeOf(account, schedule.customer);
  const phases = planPhases(account, params, { now, firstStart: null });
  if (schedule.current_phase === null) return phases;
  const { start_date: currentStart } = schedule.current_phase;
  if (!phases.some((phase) => phase.start_date === currentStart)) {
    throw invalidRequest("You can not modify the start date of the current phase.", { param: "phases[0][start_date]" });
  }
  if (phaseAt({ ...schedule, phases }, now) === null) {
    throw invalidRequest("At least one phase must be current or lie in the future.", { param: "phases" });
  }
  return phases;
}

function followCurrentPhase(
  account: Account,
  schedule: Schedule,
  prorationBehavior: ProrationBehavior | undefined,
): void {
  const phase = phaseAt(schedule, timeOf(account, schedule.customer));
  if (phase === null) return;
  schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
  const subscription = account.tables.subscriptions.get(schedule.subscription ?? "");
  if (subscription === undefined) return;
  applyPhase(account, subscription, { ...phase, proration_behavior: prorationBehavior ?? phase.proration_behavior });
}
