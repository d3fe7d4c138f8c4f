import type Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { findOrNull } from "./find-or-null.ts";
import { stripeId } from "./stripe-id.ts";
import { fromStripeTime } from "./stripe-time.ts";

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
  /** The card that was saved on a page for it. */
  readonly savedCard: SavedCard | null;
};

export type SavedCard = {
  readonly paymentMethodId: string;
  /** When the page was completed. */
  readonly savedAt: Date;
  readonly brand: string | null;
  readonly last4: string | null;
};

/** What became of a checkout; null when Stripe knows none by this id. */
export async function readCheckout({ client }: StripeConnection, sessionId: string): Promise<CheckoutState | null> {
  const session = await findOrNull(
    client.checkout.sessions.retrieve(sessionId, { expand: ["setup_intent.payment_method"] }),
  );
  if (!session) return null;
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
    savedCard: session.status === "complete" ? savedCard(session.setup_intent) : null,
  };
}

function savedCard(setup: Stripe.Checkout.Session["setup_intent"]): SavedCard | null {
  const method = setup && typeof setup !== "string" ? setup.payment_method : null;
  if (!method || typeof method === "string") return null;
  const { id: paymentMethodId, card } = method;
  const savedAt = fromStripeTime(method.created);
  return { paymentMethodId, savedAt, brand: card?.brand ?? null, last4: card?.last4 ?? null };
}
