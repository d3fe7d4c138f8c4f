import { paymentState } from "./payment-state.ts";

const DAY_MS = 86_400_000;
/** How long before the end of the grace its end is announced. */
const LAST_WARNING_MS = 2 * DAY_MS;

/** Where a missing payment stands, in this order. */
export const DUNNING_STAGES = ["failed", "grace_ends_soon", "read_only"] as const;
export type DunningStage = (typeof DUNNING_STAGES)[number];

/** The stage of a payment that has been missing since an instant. */
export function dunningStage(pastDueSince: Date, now: Date): DunningStage {
  const state = paymentState({ pastDueSince }, now);
  if (state.kind !== "grace") return "read_only";
  return now.getTime() >= state.until.getTime() - LAST_WARNING_MS ? "grace_ends_soon" : "failed";
}
