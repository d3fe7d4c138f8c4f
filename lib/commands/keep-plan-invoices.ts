import type { Db } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { type KeptInvoice, listKeptInvoices, upsertPlanInvoice } from "#lib/data/plan-invoices.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import type { PlanInvoice } from "#lib/stripe/read-plan-invoices.ts";

const DAY_MS = 86_400_000;
/** Stripe may list an invoice a little later than what happened after it. */
const OVERLAP_MS = DAY_MS;
/** What is older is no news, as after a restored backup. */
const OLDEST_NEWS_MS = 35 * DAY_MS;

export type InvoicesToKeep = {
  readonly workspaceId: string;
  readonly invoices: readonly PlanInvoice[];
  /** When they were last read before; null for the first time. */
  readonly readBefore: Date | null;
  readonly now: Date;
};

/**
 * Brings the copy of a workspace's plan invoices to what Stripe says now. It queues `plan.paid`, the receipt, once for
 * each that money paid. Lock the workspace first.
 */
export async function keepPlanInvoices(tx: Db, keep: InvoicesToKeep): Promise<void> {
  const { workspaceId, invoices, readBefore, now } = keep;
  const ids = invoices.map(({ stripeInvoiceId }) => stripeInvoiceId);
  const before = new Map((await listKeptInvoices(tx, workspaceId, ids)).map((kept) => [kept.stripeInvoiceId, kept]));
  const newsSince = Math.max(
    now.getTime() - OLDEST_NEWS_MS,
    readBefore ? readBefore.getTime() - OVERLAP_MS : Number.NEGATIVE_INFINITY,
  );
  for (const { finalizedAt, ...invoice } of invoices) {
    const known = before.get(invoice.stripeInvoiceId);
    if (known && isSame(known, invoice)) continue;
    await upsertPlanInvoice(tx, workspaceId, invoice);
    const isNews = (at: Date) => at.getTime() >= newsSince;
    if (invoice.paidAt && invoice.paidNanos > 0n && isNews(invoice.paidAt))
      await tellPaid(tx, workspaceId, invoice, now);
  }
}

function isSame(known: KeptInvoice, invoice: KeptInvoice): boolean {
  return (Object.keys(invoice) as (keyof KeptInvoice)[]).every((name) => {
    const [a, b] = [known[name], invoice[name]];
    return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
  });
}

async function tellPaid(tx: Db, workspaceId: string, invoice: KeptInvoice, createdAt: Date): Promise<void> {
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `plan_paid/${invoice.stripeInvoiceId}`,
    topic: "plan.paid",
    payload: {
      number: invoice.number,
      amount: toExactDollars(invoice.paidNanos),
      description: invoice.description,
      from: invoice.periodStart.toISOString(),
      until: invoice.periodEnd.toISOString(),
      at: (invoice.paidAt ?? createdAt).toISOString(),
      receiptUrl: invoice.url,
    },
    createdAt,
  });
}
