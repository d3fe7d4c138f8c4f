import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { completeSession } from "./complete-session.ts";
import { invoiceForPayment } from "./invoice-for-payment.ts";
import type { PayOutcome } from "./pay-session.ts";
import { type Session, sessionNote } from "./session-notes.ts";
import { startedSubscription } from "./start-subscription.ts";

/** Completes a session after its payment; null where there was nothing to pay. */
export function finishSession(
  account: Account,
  session: Session,
  payment: "succeeded" | "processing" | null,
): PayOutcome {
  const { attempt } = sessionNote(account, session.id);
  if (session.mode === "subscription") {
    const subscription =
      account.tables.subscriptions.get(attempt.subscription ?? "") ?? startedSubscription(account, session);
    session.subscription = subscription.id;
    session.invoice = subscription.latest_invoice;
  } else if (payment === "succeeded") {
    session.invoice = invoiceForPayment(account, session);
  }
  completeSession(
    account,
    session,
    payment === null ? "no_payment_required" : payment === "succeeded" ? "paid" : "unpaid",
  );
  return { kind: "done" };
}
