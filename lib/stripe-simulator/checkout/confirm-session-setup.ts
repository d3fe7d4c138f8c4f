import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { confirmSetup, createSetupIntent } from "#lib/stripe-simulator/payments/set-up-method.ts";
import { finishSession } from "./finish-session.ts";
import type { PayOutcome } from "./pay-session.ts";
import { type Session, sessionNote } from "./session-notes.ts";

/** Saves a payment method: that is what a setup is for, and what a subscription needs whose first payment comes later. */
export function confirmSessionSetup(account: Account, session: Session, paymentMethod: string): PayOutcome {
  const { attempt } = sessionNote(account, session.id);
  const { id } = setupIntentOf(account, session, attempt.customer);
  attempt.intent = id;
  const { outcome, error } = confirmSetup(account, id, { paymentMethod });
  if (outcome === "requires_action") return { kind: "authenticate", intent: id };
  if (outcome === "failed") return { kind: "refused", message: error?.message ?? "Your card was declined." };
  return finishSession(account, session, null);
}

function setupIntentOf(account: Account, session: Session, customer: string | null): Wire<Stripe.SetupIntent> {
  const { attempt } = sessionNote(account, session.id);
  const kept = account.tables.setupIntents.get(String(session.setup_intent ?? attempt.intent));
  if (!kept) return createSetupIntent(account, { customer });
  kept.customer ??= customer;
  return kept;
}
