import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { callApi } from "./call-api.ts";
import { type Session, sessionNote } from "./session-notes.ts";

/** Closes a session that nobody has paid. @throws StripeFailure when it is not open any more */
export function expireSession(account: Account, session: Session): void {
  if (session.status !== "open") {
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  }
  session.status = "expired";
  session.url = null;
  const { intent } = sessionNote(account, session.id).attempt;
  if (intent !== undefined && session.mode === "payment") {
    callApi(account, "POST", `/v1/payment_intents/${intent}/cancel`, { cancellation_reason: "abandoned" });
  }
  emit(account, "checkout.session.expired", session);
}
