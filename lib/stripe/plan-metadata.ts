import { type PlanId, parsePlanId } from "#lib/domain/catalog/plans.ts";

const PLAN_NAME = "weir_plan";
const SEATS_NAME = "weir_seats";

/** What Weir notes on its own prices and schedules, so that it knows them again. */
export function planMetadata(plan: PlanId, seats?: number): Record<string, string> {
  return { [PLAN_NAME]: plan, ...(seats !== undefined && { [SEATS_NAME]: String(seats) }) };
}

/** The plan that an object of Stripe stands for; null for what Weir did not make. */
export function planOf(object: { metadata: Record<string, string> | null }): PlanId | null {
  return parsePlanId(object.metadata?.[PLAN_NAME] ?? "");
}

/** The seats noted with the plan; null where none are. */
export function seatsOf(object: { metadata: Record<string, string> | null }): number | null {
  const seats = Number(object.metadata?.[SEATS_NAME]);
  return Number.isSafeInteger(seats) && seats > 0 ? seats : null;
}
