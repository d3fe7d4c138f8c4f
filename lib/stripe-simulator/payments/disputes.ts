import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";

type Charge = Wire<Stripe.Charge>;
type Dispute = Wire<Stripe.Dispute>;

const EVIDENCE_SECONDS = 7 * 24 * 60 * 60;

/** The bank of a payer takes a payment back for now. 400 when it was not paid or is disputed already. */
export function openDispute(account: Account, chargeId: string, reason: Dispute["reason"] = "fraudulent"): Dispute {
  const charge = find(account.tables.charges, "charge", chargeId, "charge");
  if (!charge.paid || charge.disputed) {
    throw invalidRequest(
      `Charge ${charge.id} cannot be disputed: it is ${charge.paid ? "disputed already" : "not paid"}.`,
    );
  }
  const dispute = newDispute(account, charge, reason);
  account.tables.disputes.set(dispute.id, dispute);
  charge.disputed = true;
  emit(account, "charge.dispute.created", dispute);
  emit(account, "charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

/** The bank decides: the money comes back, or stays with the payer. 400 when it has decided before. */
export function closeDispute(account: Account, disputeId: string, outcome: "won" | "lost"): Dispute {
  const dispute = find(account.tables.disputes, "dispute", disputeId, "dispute");
  if (dispute.status === "won" || dispute.status === "lost") {
    throw invalidRequest(`Dispute ${dispute.id} is ${dispute.status} already.`);
  }
  const { status } = dispute;
  dispute.status = outcome;
  if (outcome === "won") emit(account, "charge.dispute.funds_reinstated", dispute);
  emit(account, "charge.dispute.closed", dispute, { previous: { status } });
  return dispute;
}

function newDispute(account: Account, charge: Charge, reason: Dispute["reason"]): Dispute {
  const now = timeOf(account, charge.customer);
  const brand = charge.payment_method_details?.card?.brand ?? "visa";
  return {
    id: newId("du"),
    object: "dispute",
    amount: charge.amount - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: now + EVIDENCE_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: "10.4",
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: "card",
      card: { brand, case_type: "chargeback", network: brand, network_reason_code: "10.4" },
    },
    reason,
    status: "needs_response",
  };
}

const NO_EVIDENCE: Dispute["evidence"] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
