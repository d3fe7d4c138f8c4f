import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId, randomTail } from "#lib/stripe-simulator/core/id.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";

type PaymentIntent = Wire<Stripe.PaymentIntent>;

export type IntentDetails = {
  customer: string | null;
  amount: number;
  currency: string;
  paymentMethod?: string | null;
  allowedTypes?: PaymentIntent["allowed_payment_method_types"];
  automatic?: PaymentIntent["automatic_payment_methods"];
  description?: string | null;
  metadata?: Record<string, string>;
  orderReference?: string | null;
  receiptEmail?: string | null;
  setupFutureUsage?: "off_session" | "on_session" | null;
};

/** The smallest sum that can be charged, in cents. */
const MINIMUM_CENTS = 50;

/** A new payment intent that nobody has confirmed yet. 400 for less than 50 cents. */
export function createIntent(account: Account, details: IntentDetails): PaymentIntent {
  const { customer, paymentMethod = null, orderReference } = details;
  if (customer !== null) find(account.tables.customers, "customer", customer, "customer");
  checkAmount(details.amount);
  const id = newId("pi");
  const intent: PaymentIntent = {
    ...UNTOUCHED,
    id,
    allowed_payment_method_types: details.allowedTypes ?? null,
    amount: details.amount,
    automatic_payment_methods: details.automatic ?? null,
    client_secret: `${id}_secret_${randomTail(25)}`,
    created: timeOf(account, customer),
    currency: details.currency,
    customer,
    description: details.description ?? null,
    metadata: { ...details.metadata },
    payment_method: paymentMethod,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: [...(details.allowedTypes ?? ["card"])],
    receipt_email: details.receiptEmail ?? null,
    setup_future_usage: details.setupFutureUsage ?? null,
    status: paymentMethod === null ? "requires_payment_method" : "requires_confirmation",
  };
  if (orderReference) intent.payment_details = { customer_reference: null, order_reference: orderReference };
  account.tables.paymentIntents.set(intent.id, intent);
  emit(account, "payment_intent.created", intent);
  return intent;
}

/** What every new intent has in common. */
const UNTOUCHED = {
  object: "payment_intent",
  amount_capturable: 0,
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  canceled_at: null,
  cancellation_reason: null,
  capture_method: "automatic",
  confirmation_method: "automatic",
  customer_account: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_record: null,
  processing: null,
  review: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_group: null,
} as const;

function checkAmount(amount: number): void {
  if (!Number.isInteger(amount) || amount < 1) {
    throw invalidRequest("This value must be greater than or equal to 1.", {
      code: "parameter_invalid_integer",
      param: "amount",
    });
  }
  if (amount < MINIMUM_CENTS) {
    throw invalidRequest("Amount must be at least $0.50 usd.", { code: "amount_too_small", param: "amount" });
  }
  if (amount > 99_999_999) {
    throw invalidRequest("Amount must be no more than $999,999.99.", { code: "amount_too_large", param: "amount" });
  }
}
