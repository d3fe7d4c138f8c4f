import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId, randomTail } from "#lib/stripe-simulator/core/id.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { returnToCash } from "./cash-balance.ts";

type Charge = Wire<Stripe.Charge>;
type Refund = Wire<Stripe.Refund>;

export type RefundDetails = {
  /** All that is left of the charge, unless given. */
  amount?: number;
  reason?: "duplicate" | "fraudulent" | "requested_by_customer" | null;
  metadata?: Record<string, string>;
};

/** Gives back a charge or part of it. 400 when it is refunded already, disputed or not paid, or smaller than asked. */
export function refundCharge(account: Account, chargeId: string, details: RefundDetails = {}): Refund {
  const charge = find(account.tables.charges, "charge", chargeId, "charge");
  const amount = details.amount ?? charge.amount - charge.amount_refunded;
  checkRefund(charge, amount);
  const refund: Refund = {
    id: newId("re"),
    object: "refund",
    amount,
    balance_transaction: newId("txn"),
    charge: charge.id,
    created: timeOf(account, charge.customer),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: destinationOf(charge),
    metadata: { ...details.metadata },
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: details.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  };
  account.tables.refunds.set(refund.id, refund);
  const before = charge.amount_refunded;
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  emit(account, "refund.created", refund);
  emit(account, "charge.refunded", charge, {
    previous: { amount_refunded: before, ...(charge.refunded ? { refunded: false } : {}) },
  });
  if (charge.payment_method_details?.type === "customer_balance") returnToCash(account, charge, refund);
  return refund;
}

function checkRefund(charge: Charge, amount: number): void {
  if (charge.refunded) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  }
  if (charge.disputed) {
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: "charge_disputed",
    });
  }
  if (!charge.paid) throw invalidRequest(`Charge ${charge.id} was not paid, so there is nothing to refund.`);
  if (!Number.isInteger(amount) || amount < 1) {
    throw invalidRequest("This value must be greater than or equal to 1.", {
      code: "parameter_invalid_integer",
      param: "amount",
    });
  }
  const left = charge.amount - charge.amount_refunded;
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${dollars(amount)}) is greater than unrefunded amount on charge (${dollars(left)})`,
      { param: "amount" },
    );
  }
}

function dollars(cents: number): string {
  return `$${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

function destinationOf(charge: Charge): Wire<Stripe.Refund.DestinationDetails> {
  const type = charge.payment_method_details?.type;
  if (type === "customer_balance") return { type: "customer_cash_balance", customer_cash_balance: {} };
  if (type === "us_bank_account")
    return { type: "us_bank_transfer", us_bank_transfer: { reference: null, reference_status: null } };
  return {
    type: "card",
    card: {
      reference: randomTail(10),
      reference_status: "available",
      reference_type: "acquirer_reference_number",
      type: "refund",
    },
  };
}
