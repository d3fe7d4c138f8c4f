import { markEventFailed, markEventsProcessed, storeStripeEvent } from "#lib/data/stripe-events.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import {
  CHECKOUT_EVENT_TYPES,
  PAYMENT_EVENT_TYPES,
  REVERSAL_EVENT_TYPES,
  STATE_EVENT_TYPES,
} from "#lib/stripe/handled-event-types.ts";
import type { StripeEvent } from "#lib/stripe/stripe-event.ts";
import type { BillingWork } from "./billing-work.ts";
import { settleCheckout } from "./settle-checkout.ts";
import { settlePayment } from "./settle-payment.ts";
import { settlePlanPayment } from "./settle-plan-payment.ts";
import { syncBilling } from "./sync-billing.ts";

/**
 * Puts an event into the inbox and does what follows from it, unless that is done. An event only says where to look:
 * what is applied is what Stripe answers now, so events may come late, twice and in any order.
 * @throws when it could not be processed; the inbox keeps it
 */
export async function processStripeEvent(work: BillingWork, event: StripeEvent): Promise<"processed" | "done_before"> {
  const { db, now } = work;
  const { id: stripeEventId, type, objectId, customerId: stripeCustomerId, createdAt } = event;
  const isDone = await storeStripeEvent(db, { stripeEventId, type, objectId, stripeCustomerId, createdAt }, now);
  if (isDone) return "done_before";
  try {
    await followEvent(work, event);
  } catch (error) {
    await markEventFailed(db, stripeEventId, errorChain(error));
    throw error;
  }
  return "processed";
}

async function followEvent(work: BillingWork, event: StripeEvent): Promise<void> {
  const { id: eventId, type, objectId, customerId, paymentIntentId, dispute } = event;
  const isOneOf = (types: readonly string[]) => types.includes(type);
  if (isOneOf(CHECKOUT_EVENT_TYPES) && objectId) await settleCheckout(work, { sessionId: objectId, eventId });
  else if (isOneOf(PAYMENT_EVENT_TYPES) && paymentIntentId) {
    const isReversal = isOneOf(REVERSAL_EVENT_TYPES);
    if (isReversal && (await settlePlanPayment(work, { paymentIntentId, dispute, eventId }))) return;
    await settlePayment(work, { paymentIntentId, dispute, eventId });
  } else if (isOneOf(STATE_EVENT_TYPES) && customerId) await syncBilling(work, customerId, eventId);
  else await markEventsProcessed(work.db, [eventId], work.now);
}
