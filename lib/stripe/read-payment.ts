import type Stripe from "stripe";
import { centsToNanos } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { findOrNull } from "./find-or-null.ts";
import { stripeId } from "./stripe-id.ts";
import { fromStripeTime } from "./stripe-time.ts";

export type PaymentRefund = {
  readonly id: string;
  readonly amountNanos: Nanos;
  readonly state: "pending" | "succeeded" | "failed";
  readonly at: Date;
};

export type Payment = {
  readonly paymentIntentId: string;
  readonly state: "open" | "processing" | "requires_action" | "paid" | "failed";
  readonly amountNanos: Nanos;
  readonly customerId: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly paidAt: Date | null;
  readonly receiptUrl: string | null;
  /** Why the last attempt failed, in the bank's words. */
  readonly failure: string | null;
  /** The bank wants the buyer to confirm it. */
  readonly needsConfirmation: boolean;
  readonly refunds: readonly PaymentRefund[];
};

/** Whose a payment is and what it is for. */
export type PaymentOwner = Pick<Payment, "customerId" | "metadata">;

/**
 * What became of a payment and its refunds; nano-dollars. Null when Stripe knows none by this id, or it is none of those
 * asked for: others may use the same account of Stripe in their own currencies. Disputes are told by their events.
 * @throws when one that is asked for is not in dollars
 */
export async function readPayment(
  { client }: StripeConnection,
  paymentIntentId: string,
  isAskedFor: (owner: PaymentOwner) => boolean | Promise<boolean>,
): Promise<Payment | null> {
  const intent = await findOrNull(client.paymentIntents.retrieve(paymentIntentId, { expand: ["latest_charge"] }));
  if (!intent) return null;
  const owner = { customerId: stripeId(intent.customer), metadata: intent.metadata };
  if (!(await isAskedFor(owner))) return null;
  if (intent.currency !== "usd") throw new Error(`The payment ${paymentIntentId} is not in dollars`);
  const charge = typeof intent.latest_charge === "string" ? null : intent.latest_charge;
  const isPaid = intent.status === "succeeded";
  return {
    paymentIntentId,
    state: stateOf(intent),
    amountNanos: centsToNanos(isPaid ? intent.amount_received : intent.amount),
    ...owner,
    paidAt: isPaid ? fromStripeTime(charge?.created ?? intent.created) : null,
    receiptUrl: charge?.receipt_url ?? null,
    failure: intent.last_payment_error?.message ?? null,
    needsConfirmation:
      intent.status === "requires_action" || intent.last_payment_error?.code === "authentication_required",
    refunds: isPaid ? await readRefunds(client, paymentIntentId) : [],
  };
}

async function readRefunds(client: Stripe, paymentIntentId: string): Promise<PaymentRefund[]> {
  const refunds: PaymentRefund[] = [];
  for await (const refund of client.refunds.list({ payment_intent: paymentIntentId, limit: 100 })) {
    const { id, amount, status, created } = refund;
    const hasFailed = status === "failed" || status === "canceled";
    const state = hasFailed ? "failed" : status === "succeeded" ? "succeeded" : "pending";
    refunds.push({ id, amountNanos: centsToNanos(amount), state, at: fromStripeTime(created) });
  }
  return refunds.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function stateOf({ status, last_payment_error: failure }: Stripe.PaymentIntent): Payment["state"] {
  switch (status) {
    case "succeeded":
      return "paid";
    case "processing":
      return "processing";
    case "requires_action":
      return "requires_action";
    case "canceled":
      return "failed";
    default:
      return failure ? "failed" : "open";
  }
}
