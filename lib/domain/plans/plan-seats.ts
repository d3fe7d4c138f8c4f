import { type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";
import type { Nanos } from "#lib/domain/money.ts";

/** A plan with the seats that are paid for: 0 on plans that are not priced per seat. */
export type PlanSeats = { readonly plan: PlanId; readonly seats: number };

/** The most seats that are sold without talking to anybody. */
export const SEATS_MAX = 1_000;

/** The plan with seats as they are stored: none where the plan is not priced per seat. */
export function planSeats(plan: PlanId, seats: number): PlanSeats {
  return { plan, seats: planTerms(plan).isPricedPerSeat ? seats : 0 };
}

export function isSame(one: PlanSeats, other: PlanSeats): boolean {
  return one.plan === other.plan && one.seats === other.seats;
}

/** The quantity at Stripe. */
export function quantityOf({ plan, seats }: PlanSeats): number {
  return planTerms(plan).isPricedPerSeat ? seats : 1;
}

/** The list price of a month in nano-dollars, before tax; null where a contract says it. */
export function monthlyPrice({ plan, seats }: PlanSeats): Nanos | null {
  const { monthlyPriceNanos, isPricedPerSeat } = planTerms(plan);
  if (monthlyPriceNanos === "contract") return null;
  return isPricedPerSeat ? monthlyPriceNanos * BigInt(seats) : monthlyPriceNanos;
}

/** The most members that have access; a contract's own number is given where the plan leaves it to one. */
export function memberBound({ plan, seats }: PlanSeats, contractSeats: number | null): number {
  const { maxMembers } = planTerms(plan);
  if (maxMembers === "seats") return seats;
  return maxMembers === "contract" ? (contractSeats ?? 1) : maxMembers;
}

/** The optimization sessions of a month; 0 where a contract says it. */
export function sessionsPerMonth({ plan, seats }: PlanSeats): number {
  const { sessionsPerMonth: perUnit, isPricedPerSeat } = planTerms(plan);
  if (perUnit === "contract") return 0;
  return isPricedPerSeat ? perUnit * seats : perUnit;
}

/** A plan as people name it with its seats: "Team with 5 seats". */
export function planSeatsName({ plan, seats }: PlanSeats): string {
  const { name, isPricedPerSeat } = planTerms(plan);
  return isPricedPerSeat ? `${name} with ${seats} seats` : name;
}
