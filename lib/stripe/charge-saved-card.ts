import Stripe from "stripe";
import { nanosToCents } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { defaultCard } from "./default-card.ts";

export type SavedCardCharge = {
  readonly customerId: string;
  /** Whole cents. */
  readonly amountNanos: Nanos;
  readonly metadata: Readonly<Record<string, string>>;
  readonly idempotencyKey: string;
};

export type ChargeOutcome = {
  readonly outcome: "paid" | "processing" | "declined" | "requires_action" | "no_card";
  readonly paymentIntentId: string | null;
  /** The bank's words, for the buyer. */
  readonly message: string | null;
};

/**
 * Charges the customer's default card without the customer being there. With the same key it happens once.
 * @throws when the outcome is unknown: repeat it with the same key
 */
export async function chargeSavedCard(connection: StripeConnection, charge: SavedCardCharge): Promise<ChargeOutcome> {
  const { customerId, amountNanos, metadata, idempotencyKey } = charge;
  const card = await defaultCard(connection, customerId);
  if (!card) return { outcome: "no_card", paymentIntentId: null, message: null };
  try {
    const intent = await connection.client.paymentIntents.create(
      {
        amount: nanosToCents(amountNanos),
        currency: "usd",
        customer: customerId,
        payment_method: card.id,
        off_session: true,
        confirm: true,
        metadata: { ...metadata },
        description: "Credits",
      },
      { idempotencyKey },
    );
    return outcomeOf(intent);
  } catch (error) {
    // Kept under the key and answered again for a day: with this key, nothing is ever charged.
    if (isRefused(error)) {
      return {
        outcome: "declined",
        paymentIntentId: null,
        message: "The saved card cannot be charged. Save it again.",
      };
    }
    if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
    const outcome = error.code === "authentication_required" ? "requires_action" : "declined";
    return { outcome, paymentIntentId: error.payment_intent?.id ?? null, message: error.message };
  }
}

/** Stripe has understood it and found it wrong, such as a card that is gone; not one that waits for another request. */
function isRefused(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && [400, 404].includes(error.statusCode ?? 0);
}

/** What is known by now of a charge that was made under the same metadata before; null when there was none. */
export async function findSavedCardCharge(
  { client }: StripeConnection,
  { customerId, metadata }: Pick<SavedCardCharge, "customerId" | "metadata">,
): Promise<ChargeOutcome | null> {
  const intents = await client.paymentIntents.list({ customer: customerId, limit: 100 });
  const intent = intents.data.find((made) =>
    Object.entries(metadata).every(([name, value]) => made.metadata[name] === value),
  );
  return intent ? outcomeOf(intent) : null;
}

function outcomeOf(intent: Stripe.PaymentIntent): ChargeOutcome {
  const { id: paymentIntentId, last_payment_error: failure } = intent;
  const message = failure?.message ?? null;
  if (intent.status === "succeeded") return { outcome: "paid", paymentIntentId, message: null };
  if (intent.status === "processing") return { outcome: "processing", paymentIntentId, message: null };
  const isToConfirm = intent.status === "requires_action" || failure?.code === "authentication_required";
  return { outcome: isToConfirm ? "requires_action" : "declined", paymentIntentId, message };
}
