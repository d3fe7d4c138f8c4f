import { collectInvoice } from "#lib/stripe-simulator/billing/collect-invoice.ts";
import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { type StripeErrorBody, StripeFailure } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { type ChargeResult, chargeCustomer, confirmIntent } from "#lib/stripe-simulator/payments/charge-customer.ts";
import { confirmSessionSetup } from "./confirm-session-setup.ts";
import { dueNow } from "./due-now.ts";
import { ensureCustomer } from "./ensure-customer.ts";
import { finishSession } from "./finish-session.ts";
import { type Session, sessionNote } from "./session-notes.ts";
import { startedSubscription } from "./start-subscription.ts";

/** How an attempt to pay went. `authenticate` waits for the payer; `refused` may be tried again. */
export type PayOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "authenticate"; readonly intent: string }
  | { readonly kind: "refused"; readonly message: string };

/** Pays an open session by payment method, or saves the method where nothing is to be paid. */
export function paySession(account: Account, session: Session, paymentMethod: string): PayOutcome {
  try {
    ensureCustomer(account, session);
    sessionNote(account, session.id).attempt.paymentMethod = paymentMethod;
    if (session.mode === "setup") return confirmSessionSetup(account, session, paymentMethod);
    if (session.mode === "subscription") return paySubscription(account, session, paymentMethod);
    return payOnce(account, session, paymentMethod);
  } catch (error) {
    if (error instanceof StripeFailure) return { kind: "refused", message: error.message };
    throw error;
  }
}

function payOnce(account: Account, session: Session, paymentMethod: string): PayOutcome {
  const { attempt, paymentIntentData } = sessionNote(account, session.id);
  if (session.amount_total === 0) return finishSession(account, session, null);
  const result =
    attempt.intent === undefined
      ? chargeCustomer(account, {
          customer: attempt.customer,
          amount: session.amount_total ?? 0,
          currency: session.currency ?? "usd",
          paymentMethod,
          isOffSession: false,
          metadata: textsOf(paymentIntentData?.metadata),
          description: paymentIntentData?.description ?? null,
          setupFutureUsage: setupFutureUsageOf(paymentIntentData?.setup_future_usage),
          receiptEmail: paymentIntentData?.receipt_email ?? null,
        })
      : confirmIntent(account, attempt.intent, { paymentMethod, isOffSession: false });
  attempt.intent = result.intent.id;
  session.payment_intent = result.intent.id;
  return outcomeOf(account, session, result);
}

function paySubscription(account: Account, session: Session, paymentMethod: string): PayOutcome {
  if (dueNow(account, session).amountCents === 0) return confirmSessionSetup(account, session, paymentMethod);
  const subscription = startedSubscription(account, session);
  const invoice = find(account.tables.invoices, "invoice", String(subscription.latest_invoice));
  const result = collectInvoice(account, invoice, { paymentMethod, isOffSession: false, isScheduled: false });
  sessionNote(account, session.id).attempt.intent = result.intent.id;
  return outcomeOf(account, session, result);
}

/** What a payment's outcome means for its session. */
function outcomeOf(account: Account, session: Session, result: ChargeResult): PayOutcome {
  if (result.outcome === "requires_action") return { kind: "authenticate", intent: result.intent.id };
  if (result.outcome === "failed") return refusedBy(result.error);
  return finishSession(account, session, result.outcome);
}

function refusedBy(error: StripeErrorBody | null): PayOutcome {
  return { kind: "refused", message: error?.message ?? "Your card was declined." };
}

function textsOf(metadata: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, String(value)]));
}

function setupFutureUsageOf(usage: string | undefined): "off_session" | "on_session" | null {
  return usage === "off_session" || usage === "on_session" ? usage : null;
}
