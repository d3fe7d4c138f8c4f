import { findStripeConnection, savePolledUntil } from "#lib/data/stripe-connections.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import { HANDLED_EVENT_TYPES } from "#lib/stripe/handled-event-types.ts";
import { listEvents } from "#lib/stripe/list-events.ts";
import type { BillingWork } from "./billing-work.ts";
import { processStripeEvent } from "./process-stripe-event.ts";

const MINUTE_MS = 60_000;
/** Events may be listed a little later than others that were created after them. */
const OVERLAP_MS = 10 * MINUTE_MS;
/** For as long, Stripe itself tries to deliver. */
const FIRST_LOOK_BACK_MS = 3 * 24 * 60 * MINUTE_MS;

export type PolledEvents = { readonly processed: number; readonly doneBefore: number; readonly failed: number };

/**
 * Asks Stripe for the events since the last time and processes what no webhook has brought. Safe to run twice and at
 * once. What fails stays in the inbox for `retryStripeEvents`.
 */
export async function pollStripeEvents(work: BillingWork): Promise<PolledEvents> {
  const { db, stripe, now } = work;
  const stored = await findStripeConnection(db, stripe.fingerprint);
  const since = stored?.polledUntil
    ? new Date(stored.polledUntil.getTime() - OVERLAP_MS)
    : new Date(now.getTime() - FIRST_LOOK_BACK_MS);
  const counts = { processed: 0, doneBefore: 0, failed: 0 };
  let newest = stored?.polledUntil ?? since;
  for await (const event of listEvents(stripe, { types: HANDLED_EVENT_TYPES, since })) {
    try {
      const outcome = await processStripeEvent(work, event);
      counts[outcome === "processed" ? "processed" : "doneBefore"] += 1;
    } catch (error) {
      counts.failed += 1;
      log.error("stripe.event_failed", errorChain(error), { eventId: event.id, type: event.type });
    }
    if (event.createdAt > newest) newest = event.createdAt;
  }
  await savePolledUntil(db, stripe.fingerprint, newest);
  return counts;
}
