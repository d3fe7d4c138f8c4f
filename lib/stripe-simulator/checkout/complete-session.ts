import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { customerDetails } from "./new-session.ts";
import { type Session, sessionNote } from "./session-notes.ts";

/** Ends a session that was paid, that needed no payment, or whose bank debit is under way. */
export function completeSession(
  account: Account,
  session: Session,
  paymentStatus: "paid" | "unpaid" | "no_payment_required",
): void {
  const { email, customer } = sessionNote(account, session.id).attempt;
  session.status = "complete";
  session.url = null;
  session.payment_status = paymentStatus;
  session.customer = customer;
  session.customer_details = customerDetails(email, account.tables.customers.get(customer ?? "")?.name ?? null);
  emit(account, "checkout.session.completed", session);
}
