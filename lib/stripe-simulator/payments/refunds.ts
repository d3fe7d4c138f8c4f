import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseAllBut } from "#lib/stripe-simulator/core/refuse-all-but.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { refundCharge } from "./refund-charge.ts";

const SUPPORTED = ["amount", "charge", "metadata", "payment_intent", "reason"];

export const refundRoutes = [
  route<Stripe.RefundCreateParams>("POST", "/v1/refunds", ({ account, params }) => {
    refuseAllBut(params, SUPPORTED);
    return refundCharge(account, chargeOf(account, params), {
      reason: params.reason ?? null,
      metadata: mergeMetadata({}, params.metadata),
      ...(params.amount === undefined ? {} : { amount: params.amount }),
    });
  }),
  route<Stripe.RefundListParams>("GET", "/v1/refunds", ({ account, params, url }) => {
    const rows = [...account.tables.refunds.values()].filter(
      ({ charge, payment_intent, created }) =>
        (params.charge === undefined || charge === params.charge) &&
        (params.payment_intent === undefined || payment_intent === params.payment_intent) &&
        isInRange(created, params.created),
    );
    return listPage(rows, params, url);
  }),
];

function chargeOf(account: Account, { charge, payment_intent }: Wire<Stripe.RefundCreateParams>): string {
  if (charge !== undefined) return charge;
  if (payment_intent === undefined) {
    throw invalidRequest("One of the following params should be provided for this request: payment_intent or charge.");
  }
  const intent = find(account.tables.paymentIntents, "payment_intent", payment_intent, "payment_intent");
  if (intent.latest_charge === null) {
    throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
  }
  return intent.latest_charge;
}
