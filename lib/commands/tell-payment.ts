import type { BillingAccount } from "#lib/data/billing-accounts.ts";
import type { Db } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { hasGivenCardSince } from "#lib/data/plan-invoices.ts";
import { toExactDollars } from "#lib/domain/money.ts";

type PaymentChange = {
  readonly workspaceId: string;
  readonly before: BillingAccount | null;
  readonly after: BillingAccount;
  readonly now: Date;
};

/** Queues that a payment began to be missing, or that what was missing is paid: each once. */
export async function tellPayment(tx: Db, change: PaymentChange): Promise<void> {
  const { workspaceId, before, after, now } = change;
  const { pastDueSince: since, openInvoiceNanos, openInvoiceUrl } = after;
  const wasSince = before?.pastDueSince ?? null;
  if (since && !wasSince) {
    await insertOutboxMessage(tx, workspaceId, {
      messageKey: `payment_failed/${since.toISOString()}`,
      topic: "payment.failed",
      payload: {
        since: since.toISOString(),
        amount: openInvoiceNanos === null ? null : toExactDollars(openInvoiceNanos),
        payUrl: openInvoiceUrl,
      },
      createdAt: now,
    });
  }
  // Where the plan has ended instead, `plan.changed` says so.
  const hasEnded = after.paidPlan === null && before?.paidPlan != null;
  if (!since && wasSince && !hasEnded) {
    const isNewCard = await hasGivenCardSince(tx, workspaceId, wasSince);
    const { cardBrand: brand, cardLast4: last4 } = after;
    await insertOutboxMessage(tx, workspaceId, {
      messageKey: `payment_recovered/${wasSince.toISOString()}`,
      topic: "payment.recovered",
      payload: {
        since: wasSince.toISOString(),
        at: now.toISOString(),
        newCard: isNewCard && brand && last4 ? { brand, last4 } : null,
      },
      createdAt: now,
    });
  }
}
