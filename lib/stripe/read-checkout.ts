import type { StripeConnection } from "./connection.ts";
import { findOrNull } from "./find-or-null.ts";
import { stripeId } from "./stripe-id.ts";

export type CheckoutState = {
  readonly sessionId: string;
  readonly mode: "payment" | "subscription" | "setup";
  readonly state: "open" | "complete" | "expired";
  /** "none" where nothing was to be paid. */
  readonly paymentState: "paid" | "unpaid" | "none";
  /** The page itself, while it is open. */
  readonly url: string | null;
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly paymentIntentId: string | null;
  /** The card that a setup saved. */
  readonly setupPaymentMethodId: string | null;
};

/** What became of a checkout; null when Stripe knows none by this id. */
export async function readCheckout({ client }: StripeConnection, sessionId: string): Promise<CheckoutState | null> {
  const session = await findOrNull(client.checkout.sessions.retrieve(sessionId, { expand: ["setup_intent"] }));
  if (!session) return null;
  const setup = session.setup_intent;
  const isUnpriced = session.payment_status === "no_payment_required";
  return {
    sessionId: session.id,
    mode: session.mode as CheckoutState["mode"],
    state: session.status as CheckoutState["state"],
    paymentState: isUnpriced ? "none" : session.payment_status === "paid" ? "paid" : "unpaid",
    url: session.url,
    customerId: stripeId(session.customer),
    subscriptionId: stripeId(session.subscription),
    metadata: session.metadata ?? {},
    paymentIntentId: stripeId(session.payment_intent),
    setupPaymentMethodId: setup && typeof setup !== "string" ? stripeId(setup.payment_method) : null,
  };
}
