import { findStripeEvent, listUnprocessedEvents, markEventsProcessed } from "#lib/data/stripe-events.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import { readEvent } from "#lib/stripe/read-event.ts";
import type { BillingWork } from "./billing-work.ts";
import { processStripeEvent } from "./process-stripe-event.ts";
import { syncBilling } from "./sync-billing.ts";

/** A delivery that is being processed is not retried beside it. */
const UNDER_WAY_MS = 60_000;
const MOST_AT_ONCE = 100;

/** Processes what waits in the inbox because it failed. @returns how many were processed, and how many failed again */
export async function retryStripeEvents(work: BillingWork): Promise<{ processed: number; failed: number }> {
  const { db, now } = work;
  const receivedBefore = new Date(now.getTime() - UNDER_WAY_MS);
  const counts = { processed: 0, failed: 0 };
  for (const eventId of await listUnprocessedEvents(db, { receivedBefore, atMost: MOST_AT_ONCE })) {
    try {
      await retryEvent(work, eventId);
      counts.processed += 1;
    } catch (error) {
      counts.failed += 1;
      log.error("stripe.event_failed", errorChain(error), { eventId });
    }
  }
  return counts;
}

/** Of an event that Stripe no longer keeps, only whom it was about is known. */
async function retryEvent(work: BillingWork, eventId: string): Promise<void> {
  const event = await readEvent(work.stripe, eventId);
  if (event) {
    await processStripeEvent(work, event);
    return;
  }
  const stored = await findStripeEvent(work.db, eventId);
  if (stored?.stripeCustomerId) await syncBilling(work, stored.stripeCustomerId, eventId);
  else await markEventsProcessed(work.db, [eventId], work.now);
}
