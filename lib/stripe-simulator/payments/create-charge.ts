import type Stripe from "stripe";
import { pageAddresses } from "#lib/stripe-simulator/checkout/page-addresses.ts";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { newId, randomTail } from "#lib/stripe-simulator/core/id.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { type Decline, declineBody } from "./card-error.ts";

type Charge = Wire<Stripe.Charge>;
type PaymentIntent = Wire<Stripe.PaymentIntent>;
type PaymentMethod = Wire<Stripe.PaymentMethod>;

/** Books an attempt to charge an intent's whole amount; `decline` says why it failed, if it did. Emits nothing. */
export function createCharge(
  account: Account,
  intent: PaymentIntent,
  method: PaymentMethod,
  status: Charge["status"],
  decline: Decline | null = null,
): Charge {
  const isPaid = status === "succeeded";
  const refusal = decline === null ? null : declineBody(decline);
  const id = newId("ch");
  const charge: Charge = {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: isPaid ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: isPaid ? newId("txn") : null,
    billing_details: structuredClone(method.billing_details),
    calculated_statement_descriptor: method.type === "card" ? "SIMULATED PAYMENT" : null,
    captured: isPaid,
    created: timeOf(account, intent.customer),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: refusal?.code ?? null,
    failure_message: refusal?.message ?? null,
    fraud_details: null,
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: outcomeOf(status, decline),
    paid: isPaid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: detailsOf(method),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: isPaid ? pageAddresses.receipt(account.world.origin, id) : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status,
    transfer_data: null,
    transfer_group: null,
  };
  account.tables.charges.set(charge.id, charge);
  intent.latest_charge = charge.id;
  return charge;
}

function outcomeOf(status: Charge["status"], decline: Decline | null): Charge["outcome"] {
  return {
    advice_code: decline === "processing_error" ? "try_again_later" : null,
    network_advice_code: null,
    network_decline_code: decline === null ? null : "01",
    network_status: decline === null ? "approved_by_network" : "declined_by_network",
    reason: decline,
    risk_level: "normal",
    risk_score: 12,
    seller_message:
      status === "failed" ? "The bank did not return any further details with this decline." : "Payment complete.",
    type: decline === null ? "authorized" : "issuer_declined",
  };
}

function detailsOf(method: PaymentMethod): Charge["payment_method_details"] {
  if (method.card !== undefined) return { type: "card", card: cardDetailsOf(method.card) };
  if (method.us_bank_account !== undefined) {
    const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } = method.us_bank_account;
    const payment_reference = randomTail(12);
    return {
      type: "us_bank_account",
      us_bank_account: {
        account_holder_type,
        account_type,
        bank_name,
        fingerprint,
        last4,
        payment_reference,
        routing_number,
      },
    };
  }
  return { type: "customer_balance", customer_balance: {} };
}

function cardDetailsOf(card: Wire<Stripe.PaymentMethod.Card>): Wire<Stripe.Charge.PaymentMethodDetails.Card> {
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4, regulated_status } = card;
  return {
    amount_authorized: null,
    authorization_code: null,
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country,
    electronic_commerce_indicator: null,
    exp_month,
    exp_year,
    fingerprint: fingerprint ?? null,
    funding,
    installments: null,
    last4,
    mandate: null,
    network: brand,
    network_transaction_id: null,
    regulated_status,
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
