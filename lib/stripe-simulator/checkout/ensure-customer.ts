import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { callApi } from "./call-api.ts";
import { type Session, sessionNote } from "./session-notes.ts";

/** Makes the customer that a session needs and was not given. An attempt after a refused one keeps the first one's. */
export function ensureCustomer(account: Account, session: Session): void {
  const { attempt, paymentIntentData } = sessionNote(account, session.id);
  const { email } = attempt;
  if (attempt.customer !== null) {
    const customer = account.tables.customers.get(attempt.customer);
    if (!customer || customer.email !== null || email === "") return;
    customer.email = email;
    emit(account, "customer.updated", customer, { previous: { email: null } });
    return;
  }
  const isNeeded =
    session.mode === "subscription" ||
    session.customer_creation === "always" ||
    session.invoice_creation?.enabled === true ||
    paymentIntentData?.setup_future_usage !== undefined;
  if (isNeeded) attempt.customer = callApi<{ id: string }>(account, "POST", "/v1/customers", { email }).id;
}
