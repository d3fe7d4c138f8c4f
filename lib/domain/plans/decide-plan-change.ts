import { PLAN_IDS, type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";
import { isSame, type PlanSeats, planSeats, SEATS_MAX } from "./plan-seats.ts";

export type PlanChangeRefusal =
  | "by_sales"
  | "seats_unreadable"
  | "too_few_seats"
  | "too_many_seats"
  | "seats_below_members"
  | "same";

export type PlanChangeDecision =
  /** At once, prorated. */
  | { readonly kind: "upgrade"; readonly to: PlanSeats }
  /** When the next period begins. */
  | { readonly kind: "downgrade"; readonly to: PlanSeats }
  | { readonly kind: "refused"; readonly reason: PlanChangeRefusal; readonly message: string };

/**
 * What kind of change leads from one plan and its seats to another. A higher plan is an upgrade, a lower one a
 * downgrade; on the same plan the seats decide. Members are those with access and pending invites: a plan that admits
 * fewer is no reason to refuse, except where each of them needs a seat.
 */
export function decidePlanChange(change: {
  readonly from: PlanSeats;
  readonly to: { readonly plan: PlanId; readonly seats: number };
  readonly members: number;
}): PlanChangeDecision {
  const { from, members } = change;
  const to = planSeats(change.to.plan, change.to.seats);
  const refusal = refusalOf(from, to, members);
  if (refusal) return { kind: "refused", ...refusal };
  const rank = PLAN_IDS.indexOf(to.plan) - PLAN_IDS.indexOf(from.plan);
  return { kind: (rank === 0 ? to.seats - from.seats : rank) > 0 ? "upgrade" : "downgrade", to };
}

function refusalOf(
  from: PlanSeats,
  to: PlanSeats,
  members: number,
): { reason: PlanChangeRefusal; message: string } | null {
  if (from.plan === "enterprise" || to.plan === "enterprise") {
    return { reason: "by_sales", message: "Enterprise is agreed with our sales team. Contact sales to change it." };
  }
  const { isPricedPerSeat, minMembers, name } = planTerms(to.plan);
  if (isPricedPerSeat) {
    if (!Number.isSafeInteger(to.seats))
      return { reason: "seats_unreadable", message: "Type a whole number of seats." };
    if (to.seats < minMembers) {
      return {
        reason: "too_few_seats",
        message: `${name} has at least ${minMembers} seats. Choose ${minMembers} or more.`,
      };
    }
    if (to.seats > SEATS_MAX) {
      return {
        reason: "too_many_seats",
        message: `More than ${SEATS_MAX} seats are agreed with our sales team. Contact sales.`,
      };
    }
    if (to.seats < members) {
      return {
        reason: "seats_below_members",
        message: `${members} seats are in use by members and pending invites. Remove some of them first, or choose at least ${members} seats.`,
      };
    }
  }
  if (isSame(from, to))
    return { reason: "same", message: "This is the plan that you have. Choose another one, or other seats." };
  return null;
}
