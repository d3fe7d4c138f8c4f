import { findStripeConnection } from "#lib/data/stripe-connections.ts";
import { AppError } from "#lib/domain/errors.ts";
import { type PaymentsEnv, paymentsEnv } from "#lib/platform/env.ts";
import { openSecret } from "#lib/stripe/sealed-secret.ts";
import type { StripeEvent } from "#lib/stripe/stripe-event.ts";
import { verifyWebhook } from "#lib/stripe/verify-webhook.ts";
import type { BillingWork } from "./billing-work.ts";
import { processStripeEvent } from "./process-stripe-event.ts";
import { requireStripe } from "./require-stripe.ts";

export type StripeDelivery = {
  /** As it came, byte for byte: the signature is over it. */
  readonly rawBody: string;
  readonly signature: string | null;
};

type Receiver = Omit<BillingWork, "stripe"> & { readonly stripe: BillingWork["stripe"] | null };

/**
 * Takes what Stripe delivers to the webhook. Once it returns, the event is processed for ever; whatever is thrown but an
 * AppError invalid_input makes Stripe deliver it again.
 * @throws AppError invalid_input for what Stripe did not sign in the last five minutes, or is of the other mode
 */
export async function receiveStripeEvent(
  receiver: Receiver,
  delivery: StripeDelivery,
  env: Pick<PaymentsEnv, "STRIPE_WEBHOOK_SECRET" | "AUTH_SECRET"> = paymentsEnv(),
): Promise<"processed" | "done_before"> {
  const work = { ...receiver, stripe: requireStripe(receiver) };
  const event = await verifiedEvent(work, delivery, env);
  if (!event) throw new AppError("invalid_input", "The signature of this delivery is missing, wrong or too old.");
  if (event.isLive !== work.stripe.isLive) {
    throw new AppError("invalid_input", "This event is of the other mode of Stripe, live or test.");
  }
  return processStripeEvent(work, event);
}

async function verifiedEvent(
  { db, stripe }: BillingWork,
  { rawBody, signature }: StripeDelivery,
  env: Pick<PaymentsEnv, "STRIPE_WEBHOOK_SECRET" | "AUTH_SECRET">,
): Promise<StripeEvent | null> {
  if (!signature) return null;
  const stored = await findStripeConnection(db, stripe.fingerprint);
  const sealed = stored?.sealedWebhookSecret;
  const opened = sealed && env.AUTH_SECRET && openSecret(sealed, { key: env.AUTH_SECRET, purpose: stripe.fingerprint });
  for (const secret of [env.STRIPE_WEBHOOK_SECRET, opened]) {
    const event = secret ? await verifyWebhook(rawBody, signature, secret) : null;
    if (event) return event;
  }
  return null;
}
