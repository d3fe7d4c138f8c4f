import type Stripe from "stripe";
import { pageAddresses } from "#lib/stripe-simulator/checkout/page-addresses.ts";
import type { Account, Due, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { notesOf } from "#lib/stripe-simulator/core/notes-of.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { testClockOf, timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { methodNote } from "./method-notes.ts";
import { settled } from "./settled.ts";
import { TEST_BANKS } from "./test-methods.ts";

type PaymentIntent = Wire<Stripe.PaymentIntent>;

/** Stripe says four business days; a simulated bank works on all of them. */
const DEBIT_TAKES_SECONDS = 4 * 24 * 60 * 60;
const AREA = "payments.debits";

/** Remembers when a bank debit will be settled by itself. */
export function notePendingDebit(account: Account, intent: PaymentIntent): void {
  const atSeconds = timeOf(account, intent.customer) + DEBIT_TAKES_SECONDS;
  notesOf<{ atSeconds: number }>(account, AREA).set(intent.id, { atSeconds });
}

/** Bank debits that settle when their days are over, as the test account has it. */
export function dueDebits(account: Account): Due[] {
  return [...notesOf<{ atSeconds: number }>(account, AREA)].flatMap(([id, { atSeconds }]) => {
    const intent = account.tables.paymentIntents.get(id);
    if (intent === undefined) return [];
    const testClock = testClockOf(account, intent.customer);
    return [{ atSeconds, testClock, run: () => settleBankDebit(account, id, outcomeOf(account, intent)) }];
  });
}

/** Ends a bank debit that is under way: the money came, or the bank gave it back. 400 if the intent is not processing. */
export function settleBankDebit(
  account: Account,
  intentId: string,
  outcome: "paid" | "account_closed" | "insufficient_funds",
): PaymentIntent {
  const intent = find(account.tables.paymentIntents, "payment_intent", intentId, "intent");
  const charge = account.tables.charges.get(intent.latest_charge ?? "");
  if (intent.status !== "processing" || charge === undefined) {
    throw invalidRequest(`The bank has nothing under way for ${intentId}: its status is ${intent.status}.`);
  }
  notesOf(account, AREA).delete(intentId);
  if (outcome === "paid") {
    Object.assign(charge, {
      status: "succeeded",
      paid: true,
      captured: true,
      amount_captured: charge.amount,
      receipt_url: pageAddresses.receipt(account.world.origin, charge.id),
    });
    intent.status = "succeeded";
    intent.amount_received = intent.amount;
    emit(account, "charge.succeeded", charge);
    emit(account, "payment_intent.succeeded", intent);
  } else {
    returnDebit(account, intent, charge, outcome);
  }
  settled(account, intent);
  return intent;
}

function returnDebit(
  account: Account,
  intent: PaymentIntent,
  charge: Wire<Stripe.Charge>,
  reason: "account_closed" | "insufficient_funds",
): void {
  const message =
    reason === "account_closed"
      ? "The customer's bank account has been closed."
      : "The customer's account has insufficient funds to cover this payment.";
  Object.assign(charge, { status: "failed", failure_code: reason, failure_message: message });
  const method = account.tables.paymentMethods.get(intent.payment_method ?? "");
  intent.status = "requires_payment_method";
  intent.payment_method = null;
  intent.last_payment_error = {
    type: "invalid_request_error",
    code: reason,
    charge: charge.id,
    message,
    ...(method === undefined ? {} : { payment_method: structuredClone(method) }),
  };
  emit(account, "charge.failed", charge);
  emit(account, "payment_intent.payment_failed", intent);
}

function outcomeOf(account: Account, intent: PaymentIntent): "paid" | "account_closed" | "insufficient_funds" {
  const { method } = methodNote(account, intent.payment_method ?? "");
  return method.kind === "us_bank_account" ? TEST_BANKS[method.name].whenDebited : "paid";
}
