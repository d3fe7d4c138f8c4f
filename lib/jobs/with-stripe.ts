import type { BillingWork } from "#lib/commands/billing-work.ts";
import type { Job, JobReport } from "./job.ts";

/** A job that asks Stripe; where payments are not configured, there is nothing for it to do. */
export function withStripe(work: (work: BillingWork) => Promise<JobReport>): Job["run"] {
  return async ({ db, stripe }, now) => (stripe ? work({ db, stripe, now, requestId: null }) : {});
}
