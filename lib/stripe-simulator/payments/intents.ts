import type Stripe from "stripe";
import type { Account, Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseAllBut } from "#lib/stripe-simulator/core/refuse-all-but.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest, parameterMissing, StripeFailure } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { cancelIntent } from "./cancel-intent.ts";
import { type ChargeResult, confirmIntent } from "./charge-customer.ts";
import { checkAllowed, checkUsable } from "./check-usable.ts";
import { createIntent } from "./create-intent.ts";
import { methodOf } from "./create-payment-method.ts";
import { settled } from "./settled.ts";

type PaymentIntent = Wire<Stripe.PaymentIntent>;
type CreateParams = Wire<Stripe.PaymentIntentCreateParams>;

const OF_BOTH = [
  "off_session",
  "payment_details",
  "payment_method",
  "receipt_email",
  "return_url",
  "setup_future_usage",
];

const OF_CREATION = [
  ...OF_BOTH,
  "allowed_payment_method_types",
  "amount",
  "automatic_payment_methods",
  "capture_method",
  "confirm",
  "currency",
  "customer",
  "description",
  "metadata",
];

export const intentRoutes = [
  route<Stripe.PaymentIntentCreateParams>("POST", "/v1/payment_intents", create),
  route<Stripe.PaymentIntentListParams>("GET", "/v1/payment_intents", ({ account, params, url }) => {
    const rows = [...account.tables.paymentIntents.values()].filter(
      ({ customer, created }) =>
        (params.customer === undefined || customer === params.customer) && isInRange(created, params.created),
    );
    return listPage(rows, params, url);
  }),
  route<Stripe.PaymentIntentRetrieveParams>("GET", "/v1/payment_intents/{id}", ({ account, path }) =>
    intentAt(account, path),
  ),
  route<Stripe.PaymentIntentConfirmParams>("POST", "/v1/payment_intents/{id}/confirm", confirm),
  route<Stripe.PaymentIntentCancelParams>("POST", "/v1/payment_intents/{id}/cancel", ({ account, path, params }) =>
    cancelIntent(account, intentAt(account, path).id, params.cancellation_reason ?? null),
  ),
  route<Stripe.ChargeRetrieveParams>("GET", "/v1/charges/{id}", ({ account, path }) =>
    find(account.tables.charges, "charge", path.id ?? ""),
  ),
];

function create({ account, params }: Call<CreateParams>): PaymentIntent {
  refuseAllBut(params, OF_CREATION);
  if (params.capture_method === "manual") {
    throw invalidRequest("The simulator captures at once only.", { param: "capture_method" });
  }
  if (params.off_session && !params.confirm) {
    throw invalidRequest("off_session can only be given together with confirm.", { param: "off_session" });
  }
  const { customer = null, payment_method } = params;
  const method = payment_method === undefined ? null : methodOf(account, payment_method, "payment_method");
  if (method !== null) checkUsable(account, method, customer);
  if (params.confirm && method === null) throw parameterMissing("payment_method");
  if (method !== null) checkAllowed(params.allowed_payment_method_types ?? null, method);
  const intent = createIntent(account, {
    customer,
    amount: params.amount,
    currency: params.currency.toLowerCase(),
    paymentMethod: method?.id ?? null,
    allowedTypes: params.allowed_payment_method_types ?? null,
    automatic: params.automatic_payment_methods ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    receiptEmail: params.receipt_email ?? null,
    setupFutureUsage: params.setup_future_usage ?? null,
  });
  if (params.payment_details) intent.payment_details = referencesOf(params.payment_details);
  if (!params.confirm) return intent;
  const isOffSession = params.off_session !== undefined && params.off_session !== false;
  return intentOrError(
    confirmIntent(account, intent.id, { paymentMethod: null, isOffSession, returnUrl: params.return_url ?? null }),
  );
}

function confirm({ account, path, params }: Call<Wire<Stripe.PaymentIntentConfirmParams>>): PaymentIntent {
  refuseAllBut(params, OF_BOTH);
  const intent = intentAt(account, path);
  if (params.setup_future_usage !== undefined) intent.setup_future_usage = params.setup_future_usage || null;
  if (params.receipt_email !== undefined) intent.receipt_email = params.receipt_email || null;
  if (params.payment_details) intent.payment_details = referencesOf(params.payment_details);
  const result = confirmIntent(account, intent.id, {
    paymentMethod: params.payment_method ?? null,
    isOffSession: params.off_session !== undefined && params.off_session !== false,
    returnUrl: params.return_url ?? null,
  });
  // Nobody else has this outcome: an invoice or a session that the intent pays has to hear of it.
  if (result.outcome === "succeeded" || result.outcome === "failed") settled(account, intent);
  return intentOrError(result);
}

function referencesOf(
  given: NonNullable<CreateParams["payment_details"]>,
): NonNullable<PaymentIntent["payment_details"]> {
  return { customer_reference: given.customer_reference || null, order_reference: given.order_reference || null };
}

function intentAt(account: Account, path: Readonly<Record<string, string>>): PaymentIntent {
  return find(account.tables.paymentIntents, "payment_intent", path.id ?? "");
}

function intentOrError({ intent, error }: ChargeResult): PaymentIntent {
  if (error !== null) throw new StripeFailure(402, error);
  return intent;
}
