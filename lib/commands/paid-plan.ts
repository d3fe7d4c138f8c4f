import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { PaidPlan } from "#lib/stripe/plan-price-key.ts";

/** A plan that is paid by a subscription at the catalog's price. @throws Error for another one */
export function paidPlan(plan: PlanId): PaidPlan {
  if (plan === "pro" || plan === "team") return plan;
  throw new Error(`${plan} is not sold by subscription`);
}
