import type { BillingWork } from "#lib/commands/billing-work.ts";
import { reconcileSeats } from "#lib/commands/reconcile-seats.ts";
import { log } from "#lib/platform/log.ts";
import type { JobReport } from "./job.ts";

/** Compares plans and seats with Stripe, and logs each difference. */
export async function reconcileAndTell(work: BillingWork): Promise<JobReport> {
  const { checked, drifts } = await reconcileSeats(work);
  for (const drift of drifts) log.warn("seats.drift", { ...drift });
  const mended = drifts.filter(({ isMended }) => isMended).length;
  return { checked, mended, unmended: drifts.length - mended };
}
