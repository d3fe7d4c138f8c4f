import Stripe from "stripe";
import { readStripeEvent, type StripeEvent } from "./stripe-event.ts";

/** The event of a delivery whose signature is right and at most five minutes old by the real time; otherwise null. */
export async function verifyWebhook(rawBody: string, signature: string, secret: string): Promise<StripeEvent | null> {
  try {
    return readStripeEvent(await Stripe.webhooks.constructEventAsync(rawBody, signature, secret));
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return null;
    throw error;
  }
}
