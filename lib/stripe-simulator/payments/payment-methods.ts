import type Stripe from "stripe";
import type { Account, Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseAllBut } from "#lib/stripe-simulator/core/refuse-all-but.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeByClock } from "#lib/stripe-simulator/core/time-of.ts";
import { addressOf } from "./address-of.ts";
import { attachMethod, detachMethod } from "./attach-method.ts";
import { cardError } from "./card-error.ts";
import { createPaymentMethod, type MethodDetails, methodOf } from "./create-payment-method.ts";
import { bankOfAccount, type CardName, cardOfNumber, methodOfMagicId } from "./test-methods.ts";

type PaymentMethod = Wire<Stripe.PaymentMethod>;
type CreateParams = Wire<Stripe.PaymentMethodCreateParams>;

export const paymentMethodRoutes = [
  route<Stripe.PaymentMethodCreateParams>("POST", "/v1/payment_methods", create),
  route<Stripe.PaymentMethodRetrieveParams>("GET", "/v1/payment_methods/{id}", ({ account, path }) =>
    methodOf(account, path.id ?? "", "id"),
  ),
  route<Stripe.PaymentMethodAttachParams>("POST", "/v1/payment_methods/{id}/attach", ({ account, path, params }) => {
    if (params.customer === undefined) throw parameterMissing("customer");
    return attachMethod(account, methodOf(account, path.id ?? "", "payment_method"), params.customer);
  }),
  route<Stripe.PaymentMethodDetachParams>("POST", "/v1/payment_methods/{id}/detach", ({ account, path }) =>
    detachMethod(account, methodOf(account, path.id ?? "", "payment_method")),
  ),
  route<Stripe.CustomerListPaymentMethodsParams>(
    "GET",
    "/v1/customers/{id}/payment_methods",
    ({ account, path, params, url }) => {
      const { id } = find(account.tables.customers, "customer", path.id ?? "");
      const rows = [...account.tables.paymentMethods.values()].filter(
        (method) =>
          method.customer === id &&
          method.type !== "customer_balance" &&
          (params.type === undefined || method.type === params.type),
      );
      return listPage(rows, params, url);
    },
  ),
];

function create({ account, params }: Call<CreateParams>): PaymentMethod {
  refuseAllBut(params, ["allow_redisplay", "billing_details", "card", "metadata", "type", "us_bank_account"]);
  const { allow_redisplay, billing_details, metadata } = params;
  const details: MethodDetails = {
    ...(allow_redisplay ? { allowRedisplay: allow_redisplay } : {}),
    metadata: mergeMetadata({}, metadata),
    billingDetails: {
      ...(billing_details?.email ? { email: billing_details.email } : {}),
      ...(billing_details?.name ? { name: billing_details.name } : {}),
      ...(billing_details?.phone ? { phone: billing_details.phone } : {}),
      address: addressOf(billing_details?.address),
    },
  };
  if (params.type === "card") return createCard(account, params.card, details);
  if (params.type === "us_bank_account") return createBank(account, params.us_bank_account, details);
  throw invalidRequest("The simulator does payment methods of the types card and us_bank_account.", { param: "type" });
}

function createCard(account: Account, card: CreateParams["card"], details: MethodDetails): PaymentMethod {
  if (card?.token !== undefined) {
    const magic = methodOfMagicId(card.token);
    if (magic?.kind !== "card") throw invalidRequest(`No such token: '${card.token}'`, { code: "resource_missing" });
    return createPaymentMethod(account, magic, details);
  }
  if (card?.number === undefined) throw parameterMissing("card[number]");
  const { exp_month, exp_year } = card;
  if (exp_month === undefined || exp_year === undefined) throw parameterMissing("card[exp_month]");
  return createPaymentMethod(
    account,
    { kind: "card", name: checkedCard(account, card.number, exp_month, exp_year) },
    { ...details, expMonth: exp_month, expYear: exp_year },
  );
}

/** The test card with this number. 402 for any other number, and for a card that has expired. */
export function checkedCard(account: Account, number: string, expMonth: number, expYear: number): CardName {
  const name = cardOfNumber(number);
  if (name === null) throw cardError("test_mode_live_card", { param: "number" });
  const now = new Date(timeByClock(account, null) * 1000);
  const isPast = expYear * 12 + expMonth < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1;
  if (isPast || expMonth < 1 || expMonth > 12) throw cardError("expired_card", { param: "exp_month" });
  return name;
}

function createBank(account: Account, bank: CreateParams["us_bank_account"], details: MethodDetails): PaymentMethod {
  const name = bankOfAccount(bank?.account_number ?? "");
  if (name === null) {
    throw invalidRequest("You must use a test bank account number in test mode, such as 000123456789.", {
      code: "account_number_invalid",
      param: "us_bank_account[account_number]",
    });
  }
  return createPaymentMethod(
    account,
    { kind: "us_bank_account", name },
    { ...details, accountHolderType: bank?.account_holder_type ?? "individual", isVerified: false },
  );
}
