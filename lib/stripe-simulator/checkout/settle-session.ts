import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { finishSession } from "./finish-session.ts";
import { invoiceForPayment } from "./invoice-for-payment.ts";
import { type Session, sessionByIntent } from "./session-notes.ts";

/** What becomes of a session whose payer had to authenticate, or whose bank debit was under way. */
export function settleSession(account: Account, intent: Wire<Stripe.PaymentIntent>): void {
  const session = sessionByIntent(account, intent.id);
  if (!session) return;
  if (session.status === "open" && intent.status === "succeeded") finishSession(account, session, "succeeded");
  else if (session.status === "complete" && session.payment_status === "unpaid") settleDebit(account, session, intent);
}

function settleDebit(account: Account, session: Session, intent: Wire<Stripe.PaymentIntent>): void {
  if (intent.status !== "succeeded") {
    emit(account, "checkout.session.async_payment_failed", session);
    return;
  }
  session.payment_status = "paid";
  if (session.mode === "payment") session.invoice = invoiceForPayment(account, session);
  emit(account, "checkout.session.async_payment_succeeded", session);
}
