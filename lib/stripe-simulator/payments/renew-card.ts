import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";

const RENEWED_FOR_YEARS = 4;

/** A card network tells Stripe of the new card that a bank has sent out: the same method, valid for longer. */
export function renewCard(account: Account, methodId: string): Wire<Stripe.PaymentMethod> {
  const method = find(account.tables.paymentMethods, "PaymentMethod", methodId, "payment_method");
  if (method.card === undefined) throw invalidRequest(`${method.id} is not a card.`);
  const previous = { card: structuredClone(method.card) };
  method.card.exp_year += RENEWED_FOR_YEARS;
  emit(account, "payment_method.automatically_updated", method, { previous });
  return method;
}
