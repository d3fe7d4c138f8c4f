import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { spent } from "./attach-method.ts";
import { methodNote } from "./method-notes.ts";

/** 400 when a payment method is spent or belongs to somebody else than this customer. Asked before anything is made. */
export function checkUsable(
  account: Account,
  method: { id: string; customer: string | null },
  customer: string | null,
): void {
  if (methodNote(account, method.id).isSpent) throw spent();
  if (method.customer === null || method.customer === customer) return;
  throw invalidRequest(
    customer === null
      ? "The payment method belongs to a customer: say which in the customer parameter."
      : `The PaymentMethod ${method.id} does not belong to the Customer you supplied ${customer}.`,
    { param: "payment_method" },
  );
}

/** 400 when an intent allows only other kinds of payment methods. */
export function checkAllowed(allowed: readonly string[] | null, method: { type: string }): void {
  if (allowed === null || allowed.includes(method.type)) return;
  throw invalidRequest(
    `The PaymentMethod provided (${method.type}) is not allowed for this PaymentIntent. It takes ${allowed.join(", ")}.`,
    { param: "payment_method" },
  );
}
