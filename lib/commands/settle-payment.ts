import { findPayerWorkspaceId } from "#lib/data/stripe-customers.ts";
import { markEventsProcessed } from "#lib/data/stripe-events.ts";
import { findTopUp, type StoredTopUp, updateTopUp } from "#lib/data/top-ups.ts";
import { cancelPayment } from "#lib/stripe/cancel-payment.ts";
import { createTopUpCheckout } from "#lib/stripe/create-top-up-checkout.ts";
import { type CheckoutState, readCheckout } from "#lib/stripe/read-checkout.ts";
import { type Payment, type PaymentOwner, readPayment } from "#lib/stripe/read-payment.ts";
import type { PaymentDispute } from "#lib/stripe/stripe-event.ts";
import { topUpReference } from "#lib/stripe/top-up-metadata.ts";
import { applyPayment } from "./apply-payment.ts";
import { billingUrls } from "./billing-urls.ts";
import type { BillingWork } from "./billing-work.ts";

type Heard = {
  readonly paymentIntentId: string;
  readonly dispute?: PaymentDispute | null;
  /** The event that told of it, processed with it. */
  readonly eventId?: string | null;
};

/** Asks Stripe what became of a payment and applies it. @returns the purchase; null when it bought no credits here */
export async function settlePayment(work: BillingWork, heard: Heard): Promise<StoredTopUp | null> {
  const { db, stripe, now, requestId } = work;
  const eventIds = heard.eventId ? [heard.eventId] : [];
  const payment = await readPayment(
    stripe,
    heard.paymentIntentId,
    async (owner) => !!(await findPurchase(work, owner)),
  );
  const bought = payment && (await findPurchase(work, payment));
  if (!bought) {
    await markEventsProcessed(db, eventIds, now);
    return null;
  }
  const { workspaceId, topUpId, topUp } = bought;
  const checkout = topUp?.checkoutSessionId ? await readCheckout(stripe, topUp.checkoutSessionId) : null;
  const payUrl = topUp ? await offerConfirmation(work, { workspaceId, topUp, payment }) : null;
  const dispute = heard.dispute ?? null;
  return db.$transaction(async (tx) => {
    const applied = { workspaceId, topUpId, payment, checkout, dispute, payUrl, now, requestId };
    const after = await applyPayment(tx, applied);
    await markEventsProcessed(tx, eventIds, now);
    return after;
  });
}

/** The same for one of Stripe's pages on which credits are bought. */
export async function settleTopUpCheckout(
  work: BillingWork,
  checkout: CheckoutState,
  eventId: string | null,
): Promise<StoredTopUp | null> {
  const { db, stripe, now, requestId } = work;
  const eventIds = eventId ? [eventId] : [];
  const reference = topUpReference(checkout.metadata);
  const workspaceId = checkout.customerId && (await findPayerWorkspaceId(db, checkout.customerId));
  if (!reference || reference.workspaceId !== workspaceId) {
    await markEventsProcessed(db, eventIds, now);
    return null;
  }
  const { paymentIntentId } = checkout;
  const isOfBuyer = ({ customerId }: PaymentOwner) => customerId === checkout.customerId;
  const payment = paymentIntentId ? await readPayment(stripe, paymentIntentId, isOfBuyer) : null;
  const { topUpId } = reference;
  return db.$transaction(async (tx) => {
    const heard = { payment, checkout, dispute: null, payUrl: null };
    const after = await applyPayment(tx, { workspaceId, topUpId, ...heard, now, requestId });
    await markEventsProcessed(tx, eventIds, now);
    return after;
  });
}

/** What a payment bought, if it is credits of a workspace of this Weir: several may share an account of Stripe. */
async function findPurchase({ db }: BillingWork, { customerId, metadata }: PaymentOwner) {
  const reference = topUpReference(metadata);
  const workspaceId = customerId && (await findPayerWorkspaceId(db, customerId));
  if (!reference || reference.workspaceId !== workspaceId) return null;
  return { ...reference, topUp: await findTopUp(db, workspaceId, reference.topUpId) };
}

/**
 * A page on which the buyer makes a purchase that the bank stopped for confirmation; the attempt itself can no longer be
 * paid, so the purchase is paid once at most. Null where nothing was stopped.
 */
async function offerConfirmation(
  work: BillingWork,
  { workspaceId, topUp, payment }: { workspaceId: string; topUp: StoredTopUp; payment: Payment },
): Promise<string | null> {
  const isStopping = topUp.isAutomatic && (topUp.state === "open" || topUp.state === "processing");
  if (!isStopping || !payment.needsConfirmation || !payment.customerId) return null;
  await cancelPayment(work.stripe, payment.paymentIntentId);
  const { topUpId, amountNanos } = topUp;
  const urls = await billingUrls({ db: work.db, workspaceId }, "credits");
  const { customerId } = payment;
  const page = await createTopUpCheckout(work.stripe, { customerId, workspaceId, topUpId, amountNanos, ...urls });
  await updateTopUp(work.db, workspaceId, topUpId, { checkoutSessionId: page.sessionId });
  return page.url;
}
