import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { StripeConnection } from "./connection.ts";
import { findOrNull } from "./find-or-null.ts";
import { planOf } from "./plan-metadata.ts";

/** A price's plan is noted when it is made and never changes. */
const known = new WeakMap<StripeConnection, Map<string, PlanId | null>>();

/** The plan that a price at Stripe is for; null for what is no plan of Weir's. */
export async function planOfPrice(connection: StripeConnection, priceId: string): Promise<PlanId | null> {
  const plans = known.get(connection) ?? new Map<string, PlanId | null>();
  known.set(connection, plans);
  const found = plans.get(priceId);
  if (found !== undefined) return found;
  const price = await findOrNull(connection.client.prices.retrieve(priceId));
  const plan = price && planOf(price);
  plans.set(priceId, plan);
  return plan;
}
