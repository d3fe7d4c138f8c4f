import type Stripe from "stripe";
import { centsToNanos } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import { stripeId } from "./stripe-id.ts";
import { fromStripeTime } from "./stripe-time.ts";

export type PaymentDispute = {
  readonly id: string;
  readonly amountNanos: Nanos;
  /** An inquiry takes no money, and neither does a dispute that was prevented. */
  readonly state: "inquiry" | "open" | "won" | "lost";
};

/** What Weir reads of an event: what it is about, and nothing that Stripe can be asked for afresh. */
export type StripeEvent = {
  readonly id: string;
  readonly type: string;
  readonly createdAt: Date;
  readonly isLive: boolean;
  readonly objectId: string | null;
  readonly customerId: string | null;
  /** The payment that a payment, charge, refund, dispute or checkout belongs to. */
  readonly paymentIntentId: string | null;
  /** Of events about disputes: its state when it happened. A dispute only moves forward, so an old state does no harm. */
  readonly dispute: PaymentDispute | null;
};

/** The fields that tell what an object of Stripe belongs to, where it has them. */
type Subject = {
  id?: string;
  object: string;
  customer?: string | { id: string } | null;
  payment_intent?: string | { id: string } | null;
};

/** An event of Stripe in Weir's words. */
export function readStripeEvent(event: Stripe.Event): StripeEvent {
  const subject = event.data.object as Subject;
  const isCustomer = subject.object === "customer";
  const isPayment = subject.object === "payment_intent";
  return {
    id: event.id,
    type: event.type,
    createdAt: fromStripeTime(event.created),
    isLive: event.livemode,
    objectId: subject.id ?? null,
    customerId: isCustomer ? (subject.id ?? null) : (stripeId(subject.customer) ?? formerCustomer(event)),
    paymentIntentId: isPayment ? (subject.id ?? null) : stripeId(subject.payment_intent),
    dispute: subject.object === "dispute" ? readDispute(subject as Stripe.Dispute) : null,
  };
}

/** Whom a payment method belonged to before it was taken away. */
function formerCustomer({ data }: Stripe.Event): string | null {
  const { customer } = (data.previous_attributes ?? {}) as Partial<Subject>;
  return stripeId(customer);
}

function readDispute({ id, amount, status }: Stripe.Dispute): PaymentDispute {
  return { id, amountNanos: centsToNanos(amount), state: disputeState(status) };
}

function disputeState(status: Stripe.Dispute.Status): PaymentDispute["state"] {
  if (status === "won") return "won";
  if (status === "lost") return "lost";
  return status.startsWith("warning_") || status === "prevented" ? "inquiry" : "open";
}
