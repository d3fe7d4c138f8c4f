import { findPayerWorkspaceId } from "#lib/data/stripe-customers.ts";
import { markEventsProcessed } from "#lib/data/stripe-events.ts";
import type { StoredTopUp } from "#lib/data/top-ups.ts";
import { type CheckoutState, readCheckout } from "#lib/stripe/read-checkout.ts";
import { applySavedCard } from "./apply-saved-card.ts";
import type { BillingWork } from "./billing-work.ts";
import { settleTopUpCheckout } from "./settle-payment.ts";
import { syncBilling } from "./sync-billing.ts";

export type SettledCheckout = {
  readonly checkout: CheckoutState;
  /** Of a purchase of credits. */
  readonly topUp: StoredTopUp | null;
};

/**
 * Asks Stripe what became of one of its pages and brings Weir to that: credits, plan or card. The same whoever asks, the
 * buyer who comes back or an event. @returns null for a page of which this Weir knows nothing
 */
export async function settleCheckout(
  work: BillingWork,
  { sessionId, eventId }: { sessionId: string; eventId: string | null },
): Promise<SettledCheckout | null> {
  const { db, stripe, now } = work;
  const checkout = await readCheckout(stripe, sessionId);
  const { customerId } = checkout ?? {};
  const workspaceId = customerId ? await findPayerWorkspaceId(db, customerId) : null;
  if (!checkout || !customerId || !workspaceId) {
    await markEventsProcessed(db, eventId ? [eventId] : [], now);
    return null;
  }
  if (checkout.mode === "payment") return { checkout, topUp: await settleTopUpCheckout(work, checkout, eventId) };
  const { savedCard: card, metadata } = checkout;
  if (card) {
    await applySavedCard(work, { workspaceId, customerId, sessionId, card, userId: metadata.userId ?? null });
  }
  await syncBilling(work, customerId, eventId);
  return { checkout, topUp: null };
}
