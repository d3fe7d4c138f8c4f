import type Stripe from "stripe";
import type { Account, Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage, pageInOrder } from "#lib/stripe-simulator/core/list-page.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { createSetupIntent, type SetupDetails } from "#lib/stripe-simulator/payments/set-up-method.ts";
import { checkLineItems, checkSessionParams } from "./check-session-params.ts";
import { dueNow } from "./due-now.ts";
import { expireSession } from "./expire-session.ts";
import { makeLineItems } from "./make-line-items.ts";
import { newSession } from "./new-session.ts";
import { type Session, type SessionParams, saveSessionNote, sessionNote } from "./session-notes.ts";

type ListParams = Stripe.Checkout.SessionListParams;

export const sessionRoutes = [
  route<Stripe.Checkout.SessionCreateParams>("POST", "/v1/checkout/sessions", createSession),
  route<ListParams>("GET", "/v1/checkout/sessions", ({ account, params, url }) =>
    listPage(sessionsLike(account, params), params, url),
  ),
  route("GET", "/v1/checkout/sessions/{id}", ({ account, path }) => sessionById(account, path.id)),
  route<Stripe.Checkout.SessionListLineItemsParams>(
    "GET",
    "/v1/checkout/sessions/{id}/line_items",
    ({ account, path, params, url }) => {
      const { id } = sessionById(account, path.id);
      return pageInOrder(sessionNote(account, id).lineItems, params, url);
    },
  ),
  route("POST", "/v1/checkout/sessions/{id}/expire", ({ account, path }) => {
    const session = sessionById(account, path.id);
    expireSession(account, session);
    return session;
  }),
];

function createSession({ account, params }: Call<SessionParams>): Session {
  checkSessionParams(account, params);
  const items = makeLineItems(account, params.line_items);
  checkLineItems(params.mode ?? "payment", items);
  const session = newSession(account, params, items);
  saveSessionNote(account, session.id, {
    lineItems: items,
    paymentIntentData: params.payment_intent_data,
    subscriptionData: params.subscription_data,
    attempt: { email: session.customer_details?.email ?? "", customer: params.customer ?? null },
  });
  if (session.mode === "setup") {
    const { customer } = session;
    session.setup_intent = createSetupIntent(account, { ...setupDetailsOf(params), customer }).id;
  }
  if (session.mode === "subscription") {
    session.amount_total = dueNow(account, session).amountCents;
    session.amount_subtotal = session.amount_total;
  }
  account.tables.checkoutSessions.set(session.id, session);
  return session;
}

function setupDetailsOf({
  setup_intent_data,
  allowed_payment_method_types,
}: SessionParams): Omit<SetupDetails, "customer"> {
  return {
    description: setup_intent_data?.description ?? null,
    metadata: mergeMetadata({}, setup_intent_data?.metadata),
    ...(allowed_payment_method_types === undefined ? {} : { allowedTypes: allowed_payment_method_types }),
  };
}

function sessionById(account: Account, id = ""): Session {
  return find(account.tables.checkoutSessions, "checkout.session", id);
}

function sessionsLike(account: Account, params: Wire<ListParams>): Session[] {
  const { customer, customer_details, payment_intent, status, subscription, created } = params;
  return [...account.tables.checkoutSessions.values()].filter(
    (session) =>
      (customer === undefined || session.customer === customer) &&
      (customer_details === undefined || session.customer_details?.email === customer_details.email) &&
      (payment_intent === undefined || session.payment_intent === payment_intent) &&
      (status === undefined || session.status === status) &&
      (subscription === undefined || session.subscription === subscription) &&
      isInRange(session.created, created),
  );
}
