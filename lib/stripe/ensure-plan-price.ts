import { planTerms } from "#lib/domain/catalog/plans.ts";
import type { StripeConnection } from "./connection.ts";
import { planMetadata } from "./plan-metadata.ts";
import { type PaidPlan, planPriceKey } from "./plan-price-key.ts";

/** The id of a plan's price at Stripe, which is made where there is none yet. */
export async function ensurePlanPrice({ client }: StripeConnection, plan: PaidPlan): Promise<string> {
  const { lookupKey, amountCents } = planPriceKey(plan);
  const found = await client.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 });
  const [price] = found.data;
  if (price) return price.id;
  const { name, isPricedPerSeat } = planTerms(plan);
  const made = await client.prices.create(
    {
      currency: "usd",
      unit_amount: amountCents,
      recurring: { interval: "month" },
      lookup_key: lookupKey,
      metadata: planMetadata(plan),
      product_data: { name: isPricedPerSeat ? `${name} seat` : `${name} plan` },
    },
    { idempotencyKey: `price:${lookupKey}` },
  );
  return made.id;
}
