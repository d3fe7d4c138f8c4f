import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId, randomTail } from "#lib/stripe-simulator/core/id.ts";
import { invalidRequest, type StripeErrorBody } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { saveMethod } from "./attach-method.ts";
import { declineBody } from "./card-error.ts";
import { createMandate } from "./create-mandate.ts";
import { methodOf } from "./create-payment-method.ts";
import { methodNote } from "./method-notes.ts";
import { authenticationUrl, nextActionOf } from "./next-action.ts";
import { TEST_CARDS } from "./test-methods.ts";

type SetupIntent = Wire<Stripe.SetupIntent>;

export type SetupDetails = {
  customer: string | null;
  paymentMethod?: string | null;
  allowedTypes?: SetupIntent["allowed_payment_method_types"];
  automatic?: SetupIntent["automatic_payment_methods"];
  description?: string | null;
  metadata?: Record<string, string>;
  usage?: "off_session" | "on_session";
};

export type SetupResult = {
  outcome: "succeeded" | "requires_action" | "failed";
  intent: SetupIntent;
  error: StripeErrorBody | null;
};

/** A new setup intent that nobody has confirmed yet. */
export function createSetupIntent(account: Account, details: SetupDetails): SetupIntent {
  const { customer, paymentMethod = null, allowedTypes = null } = details;
  if (customer !== null) find(account.tables.customers, "customer", customer, "customer");
  const id = newId("seti");
  const intent: SetupIntent = {
    id,
    object: "setup_intent",
    allowed_payment_method_types: allowedTypes,
    application: null,
    automatic_payment_methods: details.automatic ?? null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomTail(25)}`,
    created: timeOf(account, customer),
    customer,
    customer_account: null,
    description: details.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: { ...details.metadata },
    next_action: null,
    on_behalf_of: null,
    payment_method: paymentMethod === null ? null : methodOf(account, paymentMethod, "payment_method").id,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: allowedTypes ?? ["card"],
    single_use_mandate: null,
    status: paymentMethod === null ? "requires_payment_method" : "requires_confirmation",
    usage: details.usage ?? "off_session",
  };
  account.tables.setupIntents.set(id, intent);
  emit(account, "setup_intent.created", intent);
  return intent;
}

/** Confirms a setup intent: the method is saved, or the payer must act first, or the issuer refuses. */
export function confirmSetup(
  account: Account,
  intentId: string,
  options: { paymentMethod?: string | null; returnUrl?: string | null } = {},
): SetupResult {
  const intent = find(account.tables.setupIntents, "setupintent", intentId, "intent");
  if (intent.status === "succeeded" || intent.status === "canceled") {
    throw invalidRequest(`You cannot confirm this SetupIntent because its status is ${intent.status}.`, {
      code: "setup_intent_unexpected_state",
    });
  }
  const id = options.paymentMethod ?? intent.payment_method;
  if (id === null || id === undefined) {
    throw invalidRequest("You cannot confirm this SetupIntent because it's missing a payment method.", {
      code: "setup_intent_unexpected_state",
    });
  }
  const method = methodOf(account, id, "payment_method");
  intent.payment_method = method.id;
  intent.last_setup_error = null;
  if (!intent.payment_method_types.includes(method.type)) intent.payment_method_types.push(method.type);
  const note = methodNote(account, method.id);
  if (note.method.kind === "us_bank_account") {
    return note.isVerified ? setUp(account, intent) : askForDeposits(account, intent);
  }
  const { authentication, whenSaved } = TEST_CARDS[note.method.name];
  if (whenSaved !== "approved") return refuse(account, intent, declineBody(whenSaved));
  return authentication === "never" ? setUp(account, intent) : askForProof(account, intent, options.returnUrl ?? null);
}

/** Ends the authentication of a setup: the payer proved who they are and the method is saved, or they did not. */
export function authenticateSetup(account: Account, intentId: string, hasProven: boolean): SetupResult {
  const intent = find(account.tables.setupIntents, "setupintent", intentId, "intent");
  if (intent.status !== "requires_action") {
    throw invalidRequest(`${intentId} waits for no authentication: its status is ${intent.status}.`);
  }
  if (hasProven) return setUp(account, intent);
  return refuse(account, intent, {
    type: "invalid_request_error",
    code: "setup_intent_authentication_failure",
    message: "The provided PaymentMethod has failed authentication. Use another payment method and try again.",
  });
}

/** Saves the method of a setup intent. */
export function setUp(account: Account, intent: SetupIntent): SetupResult {
  const method = find(account.tables.paymentMethods, "PaymentMethod", intent.payment_method ?? "");
  const note = methodNote(account, method.id);
  note.isSetUp = true;
  note.isVerified = true;
  intent.status = "succeeded";
  intent.next_action = null;
  if (method.type === "us_bank_account") intent.mandate = createMandate(account, method.id, intent.created).id;
  emit(account, "setup_intent.succeeded", intent);
  if (intent.customer !== null) saveMethod(account, method, intent.customer);
  return { outcome: "succeeded", intent, error: null };
}

function askForProof(account: Account, intent: SetupIntent, returnUrl: string | null): SetupResult {
  intent.status = "requires_action";
  intent.next_action = nextActionOf(account, intent.id, returnUrl);
  emit(account, "setup_intent.requires_action", intent);
  return { outcome: "requires_action", intent, error: null };
}

function askForDeposits(account: Account, intent: SetupIntent): SetupResult {
  intent.status = "requires_action";
  intent.next_action = {
    type: "verify_with_microdeposits",
    verify_with_microdeposits: {
      arrival_date: timeOf(account, intent.customer) + 2 * 24 * 60 * 60,
      hosted_verification_url: authenticationUrl(account, intent.id),
      microdeposit_type: "amounts",
    },
  };
  emit(account, "setup_intent.requires_action", intent);
  return { outcome: "requires_action", intent, error: null };
}

function refuse(account: Account, intent: SetupIntent, error: StripeErrorBody): SetupResult {
  const method = structuredClone(account.tables.paymentMethods.get(intent.payment_method ?? ""));
  intent.status = "requires_payment_method";
  intent.next_action = null;
  intent.payment_method = null;
  intent.last_setup_error = { ...(error as object), payment_method: method } as SetupIntent["last_setup_error"];
  emit(account, "setup_intent.setup_failed", intent);
  return {
    outcome: "failed",
    intent,
    error: { ...error, setup_intent: structuredClone(intent), payment_method: method },
  };
}
