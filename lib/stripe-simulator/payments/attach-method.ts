import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { cardError } from "./card-error.ts";
import { methodNote } from "./method-notes.ts";
import { TEST_CARDS } from "./test-methods.ts";

type PaymentMethod = Wire<Stripe.PaymentMethod>;

/** Saves a payment method with a customer. 402 when the issuer refuses, 400 when it belongs to another or is spent. */
export function attachMethod(account: Account, method: PaymentMethod, customer: string): PaymentMethod {
  find(account.tables.customers, "customer", customer, "customer");
  if (method.customer === customer) return method;
  checkSavable(account, method);
  return saveMethod(account, method, customer);
}

/** 402 when the issuer would refuse to have the method saved, 400 when it belongs to a customer or is spent. */
export function checkSavable(account: Account, method: PaymentMethod): void {
  const note = methodNote(account, method.id);
  if (method.customer !== null) {
    throw invalidRequest("The payment method you provided has already been attached to a customer.");
  }
  if (note.isSpent) throw spent();
  if (note.method.kind !== "card") return;
  const answer = TEST_CARDS[note.method.name].whenSaved;
  if (answer !== "approved") throw cardError(answer, { payment_method: structuredClone(method) });
}

/** Saves a payment method that its issuer has just accepted. */
export function saveMethod(account: Account, method: PaymentMethod, customer: string): PaymentMethod {
  if (method.customer === customer) return method;
  method.customer = customer;
  emit(account, "payment_method.attached", method);
  return method;
}

/** Takes a payment method from its customer, whose defaults forget it. It cannot be used again. */
export function detachMethod(account: Account, method: PaymentMethod): PaymentMethod {
  const { customer } = method;
  if (customer === null) {
    throw invalidRequest("The payment method you provided is not attached to a customer so detachment is impossible.");
  }
  const owner = account.tables.customers.get(customer);
  if (owner?.invoice_settings.default_payment_method === method.id)
    owner.invoice_settings.default_payment_method = null;
  for (const subscription of account.tables.subscriptions.values()) {
    if (subscription.default_payment_method === method.id) subscription.default_payment_method = null;
  }
  method.customer = null;
  methodNote(account, method.id).isSpent = true;
  emit(account, "payment_method.detached", method, { previous: { customer } });
  return method;
}

/** 400, in Stripe's words, for a method that was used once without a customer or was detached. */
export function spent(): Error {
  return invalidRequest(
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a " +
      "connected account without Customer attachment, or was detached from a Customer. It may not be used again. To " +
      "use a PaymentMethod multiple times, you must attach it to a Customer first.",
  );
}
