import { claimStripeCustomer, countRetiredCustomers, findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { ensureCustomer } from "#lib/stripe/ensure-customer.ts";
import { isCustomerDeleted } from "#lib/stripe/is-customer-deleted.ts";
import type { BillingWork } from "./billing-work.ts";
import { syncBilling } from "./sync-billing.ts";

type Payer = { readonly workspaceId: string; readonly name: string; readonly email: string };

/**
 * Stripe's customer of a workspace, made once however many ask at the same time. One that was deleted at Stripe, of
 * which Weir may not have heard yet, is retired first and replaced. @returns its id
 */
export async function findOrMakeCustomer(work: BillingWork, payer: Payer): Promise<string> {
  const { db, stripe, now } = work;
  const { workspaceId, name, email } = payer;
  const known = await findStripeCustomerId(db, workspaceId);
  if (known && !(await isCustomerDeleted(stripe, known))) return known;
  if (known) await syncBilling(work, known);
  const deletedBefore = await countRetiredCustomers(db, workspaceId);
  const stripeCustomerId = await ensureCustomer(stripe, { workspaceId, name, email, deletedBefore });
  return claimStripeCustomer(db, { workspaceId, stripeCustomerId, mode: stripe.mode, createdAt: now });
}
