import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { notesOf } from "#lib/stripe-simulator/core/notes-of.ts";
import type { TestMethod } from "./test-methods.ts";

export type MethodNote = {
  method: TestMethod;
  /** Authenticated once and saved for payments without the payer. */
  isSetUp: boolean;
  /** Used once without a customer, or detached: Stripe does not let it be used again. */
  isSpent: boolean;
  /** A bank account whose owner has shown that it is theirs. */
  isVerified: boolean;
};

/** What Stripe knows of a payment method without showing it. */
export function methodNote(account: Account, id: string): MethodNote {
  const note = notesOf<MethodNote>(account, "payments.methods").get(id);
  if (note === undefined) throw new Error(`No note about the payment method ${id}.`);
  return note;
}

export function setMethodNote(account: Account, id: string, note: MethodNote): void {
  notesOf<MethodNote>(account, "payments.methods").set(id, note);
}
