import { type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";
import type { Nanos } from "#lib/domain/money.ts";

/** What a plan covers of a month's inference at list price, in nano-dollars. A contract's own part is not known here: 0. */
export function includedInference(planId: PlanId, seats: number): Nanos {
  const { includedInferenceNanos, isPricedPerSeat } = planTerms(planId);
  if (includedInferenceNanos === "contract") return 0n;
  return isPricedPerSeat ? includedInferenceNanos * BigInt(seats) : includedInferenceNanos;
}
