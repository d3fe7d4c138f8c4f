import type { Database } from "#lib/data/client.ts";
import { findCustomerWorkspaceId } from "#lib/data/stripe-customers.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { type BillingState, NO_BILLING, readBilling } from "#lib/stripe/read-billing.ts";
import { syncBilling } from "./sync-billing.ts";

/**
 * Brings a workspace to what Stripe has now, before or after something is changed there. @returns what Stripe says:
 * nothing, where the customer was deleted there and is retired
 */
export async function refreshBilling(
  db: Database,
  stripe: StripeConnection,
  { customerId, now, requestId }: { customerId: string; now: Date; requestId: string | null },
): Promise<BillingState> {
  await syncBilling({ db, stripe, now, requestId }, customerId);
  return (await findCustomerWorkspaceId(db, customerId)) ? readBilling(stripe, customerId) : NO_BILLING;
}
