import type Stripe from "stripe";
import type { Account, Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseAllBut } from "#lib/stripe-simulator/core/refuse-all-but.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest, StripeFailure } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { confirmSetup, createSetupIntent, type SetupResult, setUp } from "./set-up-method.ts";

type SetupIntent = Wire<Stripe.SetupIntent>;

/** The two deposits that every test bank account gets, in cents. */
const DEPOSITS = [32, 45];
const DESCRIPTOR = "SM11AA";
const OF_CONFIRMATION = ["payment_method", "return_url"];
const OF_CREATION = [
  ...OF_CONFIRMATION,
  "allowed_payment_method_types",
  "automatic_payment_methods",
  "confirm",
  "customer",
  "description",
  "metadata",
  "usage",
];

export const setupIntentRoutes = [
  route<Stripe.SetupIntentCreateParams>("POST", "/v1/setup_intents", ({ account, params }) => {
    refuseAllBut(params, OF_CREATION);
    const intent = createSetupIntent(account, {
      customer: params.customer ?? null,
      paymentMethod: params.payment_method ?? null,
      allowedTypes: params.allowed_payment_method_types ?? null,
      automatic: params.automatic_payment_methods ?? null,
      description: params.description ?? null,
      metadata: mergeMetadata({}, params.metadata),
      ...(params.usage ? { usage: params.usage } : {}),
    });
    if (!params.confirm) return intent;
    return intentOrError(confirmSetup(account, intent.id, { returnUrl: params.return_url ?? null }));
  }),
  route<Stripe.SetupIntentRetrieveParams>("GET", "/v1/setup_intents/{id}", ({ account, path }) =>
    intentAt(account, path),
  ),
  route<Stripe.SetupIntentConfirmParams>("POST", "/v1/setup_intents/{id}/confirm", ({ account, path, params }) => {
    refuseAllBut(params, OF_CONFIRMATION);
    const { payment_method = null, return_url = null } = params;
    return intentOrError(
      confirmSetup(account, intentAt(account, path).id, { paymentMethod: payment_method, returnUrl: return_url }),
    );
  }),
  route<Stripe.SetupIntentVerifyMicrodepositsParams>("POST", "/v1/setup_intents/{id}/verify_microdeposits", verify),
];

function verify({ account, path, params }: Call<Wire<Stripe.SetupIntentVerifyMicrodepositsParams>>): SetupIntent {
  const intent = intentAt(account, path);
  if (intent.next_action?.type !== "verify_with_microdeposits") {
    throw invalidRequest("This SetupIntent waits for no deposits to be verified.", {
      code: "setup_intent_unexpected_state",
    });
  }
  const given = [...(params.amounts ?? [])].sort((a, b) => a - b);
  const isRight = given.length === 2 ? given.every((cents, at) => cents === DEPOSITS[at]) : false;
  if (!isRight && params.descriptor_code !== DESCRIPTOR) {
    throw invalidRequest("The amounts provided do not match the amounts that were sent to the bank account.", {
      code: "payment_method_microdeposit_verification_amounts_mismatch",
    });
  }
  return setUp(account, intent).intent;
}

function intentAt(account: Account, path: Readonly<Record<string, string>>): SetupIntent {
  return find(account.tables.setupIntents, "setupintent", path.id ?? "");
}

function intentOrError({ intent, error }: SetupResult): SetupIntent {
  if (error !== null) throw new StripeFailure(error.type === "card_error" ? 402 : 400, error);
  return intent;
}
