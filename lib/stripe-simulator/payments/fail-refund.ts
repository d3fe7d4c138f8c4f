import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";

/** A bank sends a refund back, days after it succeeded: the charge is that much less refunded. 400 if it failed before. */
export function failRefund(account: Account, refundId: string): Wire<Stripe.Refund> {
  const refund = find(account.tables.refunds, "refund", refundId, "refund");
  const charge = find(account.tables.charges, "charge", refund.charge ?? "", "charge");
  if (refund.status === "failed") throw invalidRequest(`Refund ${refund.id} has failed already.`);
  refund.status = "failed";
  refund.failure_reason = "expired_or_canceled_card";
  refund.failure_balance_transaction = newId("txn");
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  emit(account, "refund.failed", refund);
  emit(account, "refund.updated", refund, { previous: { status: "succeeded" } });
  emit(account, "charge.refund.updated", refund, { previous: { status: "succeeded" } });
  return refund;
}
