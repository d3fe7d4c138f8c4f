import { listNewlyDue } from "#lib/data/plan-invoices.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import type { BillingWork } from "./billing-work.ts";
import { syncBilling } from "./sync-billing.ts";

const MOST_AT_ONCE = 100;

/**
 * Brings every workspace of which an invoice has come due to what Stripe says: a date passes without an event where the
 * subscription has ended. @returns how many were asked for, and how many failed
 */
export async function syncDueInvoices(work: BillingWork): Promise<{ synced: number; failed: number }> {
  const counts = { synced: 0, failed: 0 };
  for (const workspaceId of await listNewlyDue(work.db, work.now, MOST_AT_ONCE)) {
    try {
      const customerId = await findStripeCustomerId(work.db, workspaceId);
      if (customerId) await syncBilling(work, customerId);
      counts.synced += 1;
    } catch (error) {
      counts.failed += 1;
      log.error("invoices.sync_failed", errorChain(error), { workspaceId });
    }
  }
  return counts;
}
