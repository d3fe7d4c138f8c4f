import { findStripeConnection, savePolledUntil } from "#lib/data/stripe-connections.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import { HANDLED_EVENT_TYPES } from "#lib/stripe/handled-event-types.ts";
import { listEvents } from "#lib/stripe/list-events.ts";
import type { StripeEvent } from "#lib/stripe/stripe-event.ts";
import type { BillingWork } from "./billing-work.ts";
import { eachFew } from "./each-few.ts";
import { processStripeEvent } from "./process-stripe-event.ts";

const MINUTE_MS = 60_000;
/** Events may be listed a little later than others that were created after them. */
const OVERLAP_MS = 10 * MINUTE_MS;
/** For as long, Stripe itself tries to deliver. */
const FIRST_LOOK_BACK_MS = 3 * 24 * 60 * MINUTE_MS;

export type PolledEvents = { readonly processed: number; readonly doneBefore: number; readonly failed: number };

/** Of different customers, so many are processed side by side: each may hold a connection while Stripe answers. */
const CUSTOMERS_AT_ONCE = 3;

/**
 * Asks Stripe for the events since the last time and processes what no webhook has brought: those of a customer in the
 * order in which they happened, different customers side by side. Safe to run twice and at once. What fails stays in the
 * inbox for `retryStripeEvents`.
 */
export async function pollStripeEvents(work: BillingWork): Promise<PolledEvents> {
  const { db, stripe, now } = work;
  const stored = await findStripeConnection(db, stripe.fingerprint);
  const since = stored?.polledUntil
    ? new Date(stored.polledUntil.getTime() - OVERLAP_MS)
    : new Date(now.getTime() - FIRST_LOOK_BACK_MS);
  const counts = { processed: 0, doneBefore: 0, failed: 0 };
  let newest = stored?.polledUntil ?? since;
  const byCustomer = new Map<string, StripeEvent[]>();
  for await (const event of listEvents(stripe, { types: HANDLED_EVENT_TYPES, since })) {
    const whose = event.customerId ?? event.paymentIntentId ?? event.id;
    byCustomer.set(whose, [...(byCustomer.get(whose) ?? []), event]);
    if (event.createdAt > newest) newest = event.createdAt;
  }
  await eachFew([...byCustomer.values()], CUSTOMERS_AT_ONCE, async (events) => {
    for (const event of events) counts[await processOne(work, event)] += 1;
  });
  await savePolledUntil(db, stripe.fingerprint, newest);
  return counts;
}

async function processOne(work: BillingWork, event: StripeEvent): Promise<keyof PolledEvents> {
  try {
    return (await processStripeEvent(work, event)) === "processed" ? "processed" : "doneBefore";
  } catch (error) {
    log.error("stripe.event_failed", errorChain(error), { eventId: event.id, type: event.type });
    return "failed";
  }
}
