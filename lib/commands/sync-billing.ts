import { findCustomerWorkspaceId, lockCustomer } from "#lib/data/stripe-customers.ts";
import { isEventProcessed, listWaitingEvents, markEventsProcessed } from "#lib/data/stripe-events.ts";
import { cancelAndRefund } from "#lib/stripe/cancel-and-refund.ts";
import { cancelSubscription } from "#lib/stripe/cancel-subscription.ts";
import { STATE_EVENT_TYPES } from "#lib/stripe/handled-event-types.ts";
import { isCustomerDeleted } from "#lib/stripe/is-customer-deleted.ts";
import { type BillingState, readBilling } from "#lib/stripe/read-billing.ts";
import { adoptPayingCard } from "./adopt-paying-card.ts";
import { applySubscription } from "./apply-subscription.ts";
import type { BillingWork } from "./billing-work.ts";
import { endCustomer } from "./end-customer.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { issueStripeInvoices } from "./issue-stripe-invoices.ts";
import { keepBankTransfer } from "./keep-bank-transfer.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { readInvoicesToIssue } from "./read-invoices-to-issue.ts";

const LONGEST_SYNC = { maxWait: 15_000, timeout: 60_000 };

/**
 * Reads at Stripe what a customer has and applies it, one after the other for each customer, so that an older answer is
 * never applied after a newer one. A customer that was deleted at Stripe has nothing any more, and is retired. All that was heard of the customer before it asked is processed with it.
 * @returns whether the customer is a workspace of this Weir
 */
export async function syncBilling(
  work: BillingWork,
  customerId: string,
  eventId: string | null = null,
): Promise<boolean> {
  const { db, now } = work;
  const workspaceId = await findCustomerWorkspaceId(db, customerId);
  if (!workspaceId) {
    await markEventsProcessed(db, eventId ? [eventId] : [], now);
    return false;
  }
  await oneAtATime(`billing of ${customerId}`, async () => {
    if (eventId && (await isEventProcessed(db, eventId))) return;
    await fewAtOnce(() => syncNow(work, { workspaceId, customerId, eventId }));
  });
  return true;
}

async function syncNow(
  work: BillingWork,
  { workspaceId, customerId, eventId }: { workspaceId: string; customerId: string; eventId: string | null },
): Promise<void> {
  const { db, stripe, now, requestId } = work;
  await db.$transaction(async (tx) => {
    await lockCustomer(tx, customerId);
    const waiting = await listWaitingEvents(tx, { stripeCustomerId: customerId, types: STATE_EVENT_TYPES });
    const isPresent = (await findCustomerWorkspaceId(tx, customerId)) === workspaceId;
    if (isPresent && (await isCustomerDeleted(stripe, customerId))) {
      await endCustomer(tx, { workspaceId, customerId, now, requestId });
    } else if (isPresent) {
      const read = await readBilling(stripe, customerId);
      await endDuplicates(stripe, read, now);
      const adopted = await adoptPayingCard(tx, work, { workspaceId, customerId, billing: read });
      const invoices = await readInvoicesToIssue(tx, stripe, { workspaceId, customerId, now });
      await applySubscription(tx, { workspaceId, ...adopted, now, requestId });
      await issueStripeInvoices(tx, { workspaceId, now, ...invoices });
      await keepBankTransfer(tx, stripe, { workspaceId, customerId, billing: read });
    }
    await markEventsProcessed(tx, eventId ? [...waiting, eventId] : waiting, now);
  }, LONGEST_SYNC);
}

/** A workspace has one subscription: what was bought twice is given back, what a contract replaces is credited. */
async function endDuplicates(stripe: BillingWork["stripe"], billing: BillingState, now: Date): Promise<void> {
  const { subscription, liveSubscriptionIds } = billing;
  for (const id of liveSubscriptionIds.filter((liveId) => liveId !== subscription?.id)) {
    if (subscription?.plan === "enterprise") await cancelSubscription(stripe, { subscriptionId: id, now });
    else await cancelAndRefund(stripe, id);
  }
}
