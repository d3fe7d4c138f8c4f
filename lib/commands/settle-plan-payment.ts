import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Db } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import {
  findInvoiceReversal,
  type InvoiceReversal,
  listKeptInvoices,
  noteInvoiceReversal,
  upsertPlanInvoice,
} from "#lib/data/plan-invoices.ts";
import { findPayerWorkspaceId } from "#lib/data/stripe-customers.ts";
import { markEventsProcessed } from "#lib/data/stripe-events.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { laterReversal } from "#lib/domain/plans/later-reversal.ts";
import { log } from "#lib/platform/log.ts";
import { type PlanPayment, readPlanPayment } from "#lib/stripe/read-plan-payment.ts";
import type { PaymentDispute } from "#lib/stripe/stripe-event.ts";
import type { BillingWork } from "./billing-work.ts";
import { syncBilling } from "./sync-billing.ts";

type Heard = {
  readonly paymentIntentId: string;
  readonly dispute: PaymentDispute | null;
  readonly eventId: string;
};

type Reversed = {
  readonly workspaceId: string;
  readonly payment: PlanPayment;
  readonly dispute: PaymentDispute | null;
};

/**
 * What follows when the payment of a plan is refunded or disputed. The rule: what was paid for stays until its period
 * ends. A refund is the operator's own deed, who ends the plan at Stripe too if it shall end; and a dispute may still be
 * won. So entitlement is not touched, and neither is a debt made: Stripe counts the invoice as paid. But it is kept with
 * the invoice and shown, told to those who pay, each refund and each state of a dispute once, and logged for the
 * operator (`plan_payment.refunded`, `plan_payment.disputed`), who decides over what comes next.
 * @returns whether the payment was one of a plan of this Weir; then the event is processed
 */
export async function settlePlanPayment(work: BillingWork, heard: Heard): Promise<boolean> {
  const { db, stripe, now } = work;
  const payment = await readPlanPayment(stripe, heard.paymentIntentId);
  const workspaceId = payment && (await findPayerWorkspaceId(db, payment.customerId));
  if (!payment || !workspaceId) return false;
  const { stripeInvoiceId } = payment.invoice;
  const isKept = (await listKeptInvoices(db, workspaceId, [stripeInvoiceId])).length > 0;
  // Its payment may be heard of before the invoice is, of which there is more to tell.
  if (!isKept) await syncBilling(work, payment.customerId);
  const reversed = { workspaceId, payment, dispute: heard.dispute };
  await db.$transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId);
    await apply(tx, reversed, work);
    await markEventsProcessed(tx, [heard.eventId], now);
  });
  return true;
}

async function apply(tx: Db, reversed: Reversed, { now, requestId }: Pick<BillingWork, "now" | "requestId">) {
  const { workspaceId, payment, dispute } = reversed;
  const { finalizedAt, ...invoice } = payment.invoice;
  const { stripeInvoiceId } = invoice;
  const known = await findInvoiceReversal(tx, workspaceId, stripeInvoiceId);
  // Too old to be read with the others, or of a customer that is deleted since.
  if (!known) await upsertPlanInvoice(tx, workspaceId, invoice);
  const before = known ?? { refundedNanos: 0n, disputeId: null, disputeState: null };
  const after = laterReversal(before, { refundedNanos: payment.refundedNanos, dispute });
  if (after.refundedNanos === before.refundedNanos && isSameDispute(before, after)) return;
  await noteInvoiceReversal(tx, workspaceId, stripeInvoiceId, after);
  const told = { ...reversed, now, requestId };
  if (after.refundedNanos > before.refundedNanos) await tell(tx, told, { after, kind: "refunded" });
  if (!isSameDispute(before, after)) await tell(tx, told, { after, kind: "disputed" });
}

function isSameDispute(a: InvoiceReversal, b: InvoiceReversal): boolean {
  return a.disputeId === b.disputeId && a.disputeState === b.disputeState;
}

type Told = Reversed & { readonly now: Date; readonly requestId: string | null };

async function tell(
  tx: Db,
  { workspaceId, payment, now, requestId }: Told,
  { after, kind }: { after: InvoiceReversal; kind: "refunded" | "disputed" },
): Promise<void> {
  const { stripeInvoiceId, number, description, paidNanos, url } = payment.invoice;
  const facts = {
    number,
    description,
    paid: toExactDollars(paidNanos),
    ...(kind === "refunded"
      ? { refunded: toExactDollars(after.refundedNanos), isWhole: after.refundedNanos >= paidNanos }
      : { dispute: after.disputeId, state: after.disputeState }),
  };
  const key = kind === "refunded" ? toExactDollars(after.refundedNanos) : `${after.disputeId}/${after.disputeState}`;
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `plan_${kind}/${stripeInvoiceId}/${key}`,
    topic: `plan.${kind}`,
    payload: { ...facts, invoiceUrl: url },
    createdAt: now,
  });
  await insertAuditEntry(tx, {
    workspaceId,
    action: `plan_payment.${kind}`,
    actor: { type: "system", job: "billing" },
    targetType: "workspace",
    targetId: workspaceId,
    before: null,
    after: { ...facts, stripeInvoiceId },
    ip: null,
    requestId,
    at: now,
  });
  log.warn(`plan_payment.${kind}`, { workspaceId, stripeInvoiceId, key });
}
