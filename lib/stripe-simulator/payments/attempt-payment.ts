import type Stripe from "stripe";
import type { Account, PaymentOutcome, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import type { StripeErrorBody } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { saveMethod } from "./attach-method.ts";
import { notePendingDebit } from "./bank-debits.ts";
import { type Decline, declineBody } from "./card-error.ts";
import { createCharge } from "./create-charge.ts";
import { methodNote } from "./method-notes.ts";
import { nextActionOf } from "./next-action.ts";
import { TEST_CARDS } from "./test-methods.ts";

type Charge = Wire<Stripe.Charge>;
type PaymentIntent = Wire<Stripe.PaymentIntent>;
type PaymentMethod = Wire<Stripe.PaymentMethod>;

export type ChargeResult = {
  /** `requires_action` is authentication; `failed` leaves the intent at `requires_payment_method`. */
  outcome: "succeeded" | "processing" | "requires_action" | "failed";
  intent: PaymentIntent;
  charge: Charge | null;
  /** For `failed`: the inside of the envelope, to be thrown with status 402 or shown to the payer. */
  error: StripeErrorBody | null;
};

export type Attempt = { isOffSession: boolean; returnUrl?: string | null };

type Verdict = "paid" | "processing" | "authenticate" | Decline;

/** Tries to pay an intent with a payment method, as its test card or bank would have it, or as the account was told. */
export function attemptPayment(
  account: Account,
  intent: PaymentIntent,
  method: PaymentMethod,
  { isOffSession, returnUrl = null }: Attempt,
): ChargeResult {
  intent.payment_method = method.id;
  intent.last_payment_error = null;
  intent.next_action = null;
  if (!intent.payment_method_types.includes(method.type)) intent.payment_method_types.push(method.type);
  const verdict = verdictOf(account, method, isOffSession);
  if (verdict === "paid") return succeed(account, intent, method);
  if (verdict === "processing") return process(account, intent, method);
  if (verdict === "authenticate") {
    intent.status = "requires_action";
    intent.next_action = nextActionOf(account, intent.id, returnUrl);
    emit(account, "payment_intent.requires_action", intent);
    return { outcome: "requires_action", intent, charge: null, error: null };
  }
  return fail(account, intent, method, verdict);
}

/** Books a payment that has gone through: charge, saved method, events. */
export function succeed(account: Account, intent: PaymentIntent, method: PaymentMethod): ChargeResult {
  keepOrSpend(account, intent, method);
  const charge = createCharge(account, intent, method, "succeeded");
  return received(account, intent, charge);
}

/** Marks an intent and its charge as paid. */
export function received(account: Account, intent: PaymentIntent, charge: Charge): ChargeResult {
  intent.status = "succeeded";
  intent.amount_received = intent.amount;
  intent.next_action = null;
  emit(account, "charge.succeeded", charge);
  emit(account, "payment_intent.succeeded", intent);
  return { outcome: "succeeded", intent, charge, error: null };
}

function process(account: Account, intent: PaymentIntent, method: PaymentMethod): ChargeResult {
  keepOrSpend(account, intent, method);
  const charge = createCharge(account, intent, method, "pending");
  intent.status = "processing";
  notePendingDebit(account, intent);
  emit(account, "charge.pending", charge);
  emit(account, "payment_intent.processing", intent);
  return { outcome: "processing", intent, charge, error: null };
}

function fail(account: Account, intent: PaymentIntent, method: PaymentMethod, decline: Decline): ChargeResult {
  const charge = createCharge(account, intent, method, "failed", decline);
  const error = declineBody(decline, { charge: charge.id });
  intent.status = "requires_payment_method";
  intent.last_payment_error = {
    ...(error as object),
    type: "card_error",
    payment_method: structuredClone(method),
  } as PaymentIntent["last_payment_error"];
  intent.payment_method = null;
  emit(account, "payment_intent.payment_failed", intent);
  emit(account, "charge.failed", charge);
  return {
    outcome: "failed",
    intent,
    charge,
    error: { ...error, payment_intent: structuredClone(intent), payment_method: structuredClone(method) },
  };
}

function keepOrSpend(account: Account, intent: PaymentIntent, method: PaymentMethod): void {
  const note = methodNote(account, method.id);
  if (intent.setup_future_usage !== null && intent.customer !== null) {
    saveMethod(account, method, intent.customer);
    if (intent.setup_future_usage === "off_session") note.isSetUp = true;
  } else if (method.customer === null) {
    note.isSpent = true;
  }
}

const VERDICT_OF_OUTCOME: Readonly<Record<PaymentOutcome, Verdict>> = {
  succeeded: "paid",
  card_declined: "generic_decline",
  insufficient_funds: "insufficient_funds",
  expired_card: "expired_card",
  processing_error: "processing_error",
  authentication_required: "authenticate",
};

function verdictOf(account: Account, method: PaymentMethod, isOffSession: boolean): Verdict {
  const planned = account.nextOutcomes.shift();
  const verdict = planned === undefined ? ownVerdict(account, method) : VERDICT_OF_OUTCOME[planned];
  // Nobody is there to authenticate.
  return verdict === "authenticate" && isOffSession ? "authentication_required" : verdict;
}

function ownVerdict(account: Account, method: PaymentMethod): Verdict {
  const note = methodNote(account, method.id);
  if (note.method.kind === "us_bank_account") return "processing";
  const { authentication, whenCharged } = TEST_CARDS[note.method.name];
  if (authentication === "always" || (authentication === "until_set_up" && !note.isSetUp)) return "authenticate";
  return whenCharged === "approved" ? "paid" : whenCharged;
}
