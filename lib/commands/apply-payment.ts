import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { findAutoTopUp } from "#lib/data/auto-top-ups.ts";
import type { Db } from "#lib/data/client.ts";
import { insertCreditEntry, lockFunds } from "#lib/data/credit-entries.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { insertPaymentEffect, listPaymentEffects } from "#lib/data/payment-effects.ts";
import { findTopUp, insertTopUp, type StoredTopUp, updateTopUp } from "#lib/data/top-ups.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { type LedgerMove, ledgerMoves } from "#lib/domain/ledger-moves.ts";
import { type Nanos, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { laterTopUpState, type TopUpState } from "#lib/domain/top-up.ts";
import { newId } from "#lib/platform/ids.ts";
import type { CheckoutState } from "#lib/stripe/read-checkout.ts";
import type { Payment } from "#lib/stripe/read-payment.ts";
import type { PaymentDispute } from "#lib/stripe/stripe-event.ts";
import { settleAutoTopUp } from "./settle-auto-top-up.ts";
import { stopAutoTopUp } from "./stop-auto-top-up.ts";

export type PaymentToApply = {
  readonly workspaceId: string;
  readonly topUpId: string;
  /** As Stripe said last; null while the buyer has not paid. */
  readonly payment: Payment | null;
  readonly checkout: CheckoutState | null;
  readonly dispute: PaymentDispute | null;
  /** Where the buyer can confirm a purchase that the bank stopped. */
  readonly payUrl: string | null;
  readonly now: Date;
  readonly requestId: string | null;
};

/**
 * Brings a purchase and the ledger to what Stripe says of its payment, refunds and dispute: every movement of credits
 * once for ever, whoever applies it first and however often. @returns the purchase as it is now
 */
export async function applyPayment(tx: Db, apply: PaymentToApply): Promise<StoredTopUp> {
  const { workspaceId, topUpId, payment, checkout, now } = apply;
  await lockFunds(tx, workspaceId);
  const before = await readTopUp(tx, apply);
  const moves = payment ? await newMoves(tx, workspaceId, payment, apply.dispute) : [];
  const isAutomatic = before.isAutomatic && !isPaidOnPage(payment, checkout);
  for (const move of moves) await makeMove(tx, apply, { ...before, isAutomatic }, move);
  const heard = heardState(before, payment, checkout);
  const state = laterTopUpState(before.state, heard);
  const hasEnded = state !== "open" && state !== "processing";
  const change = {
    state,
    isAutomatic,
    ...(payment?.state === "paid" && { amountNanos: payment.amountNanos, receiptUrl: payment.receiptUrl }),
    paymentIntentId: before.state === "paid" ? before.paymentIntentId : (payment?.paymentIntentId ?? null),
    checkoutSessionId: checkout?.sessionId ?? before.checkoutSessionId,
    failure: state === "failed" ? (payment?.failure ?? before.failure) : null,
    reversedNanos: before.reversedNanos + reversedBy(moves),
    endedAt: hasEnded && state !== before.state ? now : before.endedAt,
  };
  await updateTopUp(tx, workspaceId, topUpId, change);
  const after = { ...before, ...change };
  if (before.isAutomatic && state !== before.state) {
    await settleAutoTopUp(tx, workspaceId, {
      topUp: after,
      needsConfirmation: payment?.needsConfirmation ?? false,
      payUrl: apply.payUrl,
      now,
      requestId: apply.requestId,
    });
  }
  if (moves.some(({ cause, direction }) => cause === "dispute" && direction === "out")) {
    await stopForDispute(tx, apply, after);
  }
  return after;
}

/** A person has made it on Stripe's page, after the bank stopped it. */
function isPaidOnPage(payment: Payment | null, checkout: CheckoutState | null): boolean {
  return payment?.state === "paid" && checkout?.paymentIntentId === payment.paymentIntentId;
}

/** Whoever disputes what was charged must not be charged again by itself. */
async function stopForDispute(tx: Db, apply: PaymentToApply, topUp: StoredTopUp): Promise<void> {
  const { workspaceId, dispute, now, requestId } = apply;
  const setting = await findAutoTopUp(tx, workspaceId);
  if (!dispute || dispute.state === "won" || !setting?.isEnabled || setting.state === "stopped") return;
  const reason = "A payment for credits is disputed. Turn auto top-up on again once that is settled with the bank.";
  await stopAutoTopUp(tx, workspaceId, setting, { reason, topUp, key: dispute.id, now, requestId });
}

/** A purchase that Weir has lost, as after a restored backup, is noted again from its payment. */
async function readTopUp(tx: Db, { workspaceId, topUpId, payment, now }: PaymentToApply): Promise<StoredTopUp> {
  const known = await findTopUp(tx, workspaceId, topUpId);
  if (known) return known;
  if (!payment) throw new Error(`There is no purchase ${topUpId}`);
  const { amountNanos } = payment;
  await insertTopUp(tx, workspaceId, {
    topUpId,
    amountNanos,
    isAutomatic: false,
    createdByUserId: null,
    createdAt: now,
  });
  return readTopUp(tx, { workspaceId, topUpId, payment, now } as PaymentToApply);
}

function heardState({ isAutomatic }: StoredTopUp, payment: Payment | null, checkout: CheckoutState | null): TopUpState {
  if (payment?.state === "paid") return "paid";
  if (checkout?.state === "expired") return "expired";
  if (payment?.state === "processing") return "processing";
  // On Stripe's page, whoever is declined may try another card.
  const isOver = isAutomatic || checkout?.state === "complete";
  return isOver && (payment?.state === "failed" || payment?.state === "requires_action") ? "failed" : "open";
}

async function newMoves(
  tx: Db,
  workspaceId: string,
  payment: Payment,
  dispute: PaymentDispute | null,
): Promise<LedgerMove[]> {
  const { paymentIntentId, amountNanos, refunds, state } = payment;
  const isPaid = state === "paid";
  const moves = ledgerMoves({ paymentId: paymentIntentId, isPaid, amountNanos, refunds, dispute });
  const ids = moves.map(({ effectId }) => effectId);
  const made = await listPaymentEffects(tx, workspaceId, ids);
  return moves.filter(({ effectId }) => !made.has(effectId));
}

async function makeMove(tx: Db, apply: PaymentToApply, topUp: StoredTopUp, move: LedgerMove): Promise<void> {
  const { workspaceId, payment, now, requestId } = apply;
  const { effectId, cause, direction, amountNanos } = move;
  const creditEntryId = newId("creditEntry", now);
  await insertCreditEntry(tx, workspaceId, {
    creditEntryId,
    fromAccount: direction === "in" ? "payments" : "credits",
    toAccount: direction === "in" ? "credits" : "payments",
    cause: cause === "payment" ? (topUp.isAutomatic ? "auto_top_up" : "top_up") : cause,
    amountNanos,
    period: billingPeriodAt(now),
    reference: payment?.paymentIntentId ?? null,
    at: now,
  });
  await insertPaymentEffect(tx, workspaceId, { stripeObjectId: effectId, creditEntryId, at: now });
  const name = nameOf(move);
  const facts = {
    amount: toExactDollars(amountNanos),
    topUpId: topUp.topUpId,
    cause,
    stripeObject: effectId,
    creditEntryId,
  };
  await insertAuditEntry(tx, {
    workspaceId,
    action: name === "topped_up" ? "credits.bought" : `credits.${name}`,
    actor: { type: "system", job: "billing" },
    targetType: "workspace",
    targetId: workspaceId,
    before: null,
    after: { ...facts, boughtBy: topUp.createdByUserId },
    ip: null,
    requestId,
    at: now,
  });
  const { isAutomatic } = topUp;
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `credits/${effectId}`,
    topic: `credits.${name}`,
    payload: { ...facts, isAutomatic, receiptUrl: payment?.receiptUrl ?? null },
    createdAt: now,
  });
}

function nameOf({ cause, direction }: LedgerMove): "topped_up" | "reversed" | "reinstated" {
  if (cause === "payment") return "topped_up";
  return direction === "out" ? "reversed" : "reinstated";
}

function reversedBy(moves: readonly LedgerMove[]): Nanos {
  return sumNanos(
    moves
      .filter(({ cause }) => cause !== "payment")
      .map(({ direction, amountNanos }) => (direction === "out" ? amountNanos : -amountNanos)),
  );
}
