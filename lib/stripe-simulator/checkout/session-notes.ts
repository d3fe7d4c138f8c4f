import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { notesOf } from "#lib/stripe-simulator/core/notes-of.ts";

export type Session = Wire<Stripe.Checkout.Session>;
export type SessionParams = Wire<Stripe.Checkout.SessionCreateParams>;
export type LineItem = Wire<Stripe.LineItem>;

/** What a session remembers and does not show. */
export type SessionNote = {
  lineItems: LineItem[];
  paymentIntentData: SessionParams["payment_intent_data"];
  subscriptionData: SessionParams["subscription_data"];
  /** What an attempt has made already, which the next attempt takes up again. */
  attempt: {
    email: string;
    customer: string | null;
    paymentMethod?: string;
    /** Of a payment, or of a setup where nothing is due at once. */
    intent?: string;
    subscription?: string;
  };
};

const sessionNotes = (account: Account) => notesOf<SessionNote>(account, "checkout.sessions");

export function saveSessionNote(account: Account, sessionId: string, note: SessionNote): void {
  sessionNotes(account).set(sessionId, note);
}

/** A session's note, to be changed in place. */
export function sessionNote(account: Account, sessionId: string): SessionNote {
  const note = sessionNotes(account).get(sessionId);
  if (!note) throw new Error(`The session ${sessionId} has no note.`);
  return note;
}

/** The session that an intent, of a payment or a setup, is an attempt of. */
export function sessionByIntent(account: Account, intentId: string): Session | undefined {
  return [...account.tables.checkoutSessions.values()].find(
    ({ id }) => sessionNote(account, id).attempt.intent === intentId,
  );
}
