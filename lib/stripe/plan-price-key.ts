import { type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";
import { nanosToCents } from "#lib/domain/cents.ts";

/** The plans that are paid by a subscription at the catalog's price. */
export type PaidPlan = Exclude<PlanId, "starter" | "enterprise">;

const KEY_STARTS = { pro: "weir_pro_monthly", team: "weir_team_seat_monthly" } as const satisfies Record<
  PaidPlan,
  string
>;

/** The lookup key of a plan's price at Stripe and the price in cents. The amount is part of the key, so that a changed catalog makes a new price. */
export function planPriceKey(plan: PaidPlan): { lookupKey: string; amountCents: number } {
  const { monthlyPriceNanos } = planTerms(plan);
  if (monthlyPriceNanos === "contract") throw new Error(`The price of ${plan} is not in the catalog`);
  const amountCents = nanosToCents(monthlyPriceNanos);
  return { lookupKey: `${KEY_STARTS[plan]}_${amountCents}`, amountCents };
}
