import type Stripe from "stripe";
import type { Simulator } from "#lib/stripe-simulator/core/simulator.ts";

/** Calls that belong together, made with the real SDK on an account of their own. */
export type Scenario = {
  name: string;
  run(stripe: Stripe, context: { simulator: Simulator; accountKey: string }): Promise<void>;
};
