import type { Database } from "#lib/data/client.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { type BillingState, readBilling } from "#lib/stripe/read-billing.ts";
import { syncBilling } from "./sync-billing.ts";

/** Brings a workspace to what Stripe has now, before or after something is changed there. @returns what Stripe says */
export async function refreshBilling(
  db: Database,
  stripe: StripeConnection,
  { customerId, now, requestId }: { customerId: string; now: Date; requestId: string | null },
): Promise<BillingState> {
  await syncBilling({ db, stripe, now, requestId }, customerId);
  return readBilling(stripe, customerId);
}
