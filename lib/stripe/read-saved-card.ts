import type Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { defaultCard } from "./default-card.ts";

export type BilledCard = {
  readonly paymentMethodId: string;
  readonly brand: string;
  readonly last4: string;
  readonly expiresMonth: number;
  readonly expiresYear: number;
};

/** The card that a customer pays with when they are not there; null when none is saved. */
export async function readSavedCard(connection: StripeConnection, customerId: string): Promise<BilledCard | null> {
  const method = await defaultCard(connection, customerId);
  return method && billedCard(method);
}

/** Null for what is no card. */
export function billedCard({ id, card }: Stripe.PaymentMethod): BilledCard | null {
  if (!card) return null;
  const { brand, last4, exp_month: expiresMonth, exp_year: expiresYear } = card;
  return { paymentMethodId: id, brand, last4, expiresMonth, expiresYear };
}
