import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { saveBankTransfer } from "#lib/data/bank-transfers.ts";
import type { Db } from "#lib/data/client.ts";
import { giveUpOpenInvoices } from "#lib/data/invoices.ts";
import { voidDebts } from "#lib/data/plan-invoices.ts";
import { retireCustomer } from "#lib/data/stripe-customers.ts";
import { log } from "#lib/platform/log.ts";
import { NO_BILLING } from "#lib/stripe/read-billing.ts";
import { applySubscription } from "./apply-subscription.ts";

type DeletedCustomer = {
  readonly workspaceId: string;
  readonly customerId: string;
  readonly now: Date;
  readonly requestId: string | null;
};

/**
 * Brings a workspace to what is left once its customer was deleted at Stripe, which only the operator can do: no
 * subscription, so Starter at once, as after a cancellation; no card; nothing owed, as nothing can be paid any more, and
 * Weir's open invoices are uncollectible.
 * The customer leaves the directory, so that the next billing action makes another. Credits stay, and what was paid
 * before is still told apart by the retired customer. A contract stays too: the operator bills it afresh.
 */
export async function endCustomer(tx: Db, { workspaceId, customerId, now, requestId }: DeletedCustomer): Promise<void> {
  await applySubscription(tx, { workspaceId, billing: NO_BILLING, isCustomerGone: true, now, requestId });
  await voidDebts(tx, workspaceId);
  const uncollectibleInvoices = await giveUpOpenInvoices(tx, workspaceId);
  await saveBankTransfer(tx, workspaceId, null);
  await retireCustomer(tx, { workspaceId, stripeCustomerId: customerId, retiredAt: now });
  await insertAuditEntry(tx, {
    workspaceId,
    action: "customer.retired",
    actor: { type: "system", job: "billing" },
    targetType: "workspace",
    targetId: workspaceId,
    before: { stripeCustomerId: customerId },
    after: uncollectibleInvoices.length > 0 ? { uncollectibleInvoices } : null,
    ip: null,
    requestId,
    at: now,
  });
  log.warn("customer.retired", { workspaceId, stripeCustomerId: customerId });
}
