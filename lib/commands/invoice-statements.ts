import type { Db } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { findStripeCustomerId, lockCustomer } from "#lib/data/stripe-customers.ts";
import { listOpenStatements, noteStatementBilled } from "#lib/data/usage-statements.ts";
import { formatMonth, parsePeriodKey } from "#lib/domain/billing-period.ts";
import { type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { log } from "#lib/platform/log.ts";
import { collectStatement } from "#lib/stripe/collect-statement.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { isAbandoned } from "#lib/stripe/is-abandoned.ts";
import { readInvoices } from "#lib/stripe/read-invoices.ts";
import type { ClosingWork } from "./closing-work.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { issueOwnInvoice } from "./issue-own-invoice.ts";
import { readInvoiceParties } from "./read-invoice-parties.ts";
import { syncBilling } from "./sync-billing.ts";

const LONGEST_CALLS = { maxWait: 15_000, timeout: 90_000 };

/**
 * Brings a workspace's closed usage onto invoices: Stripe collects what is due of it, the renewal's invoice carries it,
 * and what no renewal comes for gets an invoice of its own. Each step looks at what is there, so it may stop anywhere.
 */
export async function invoiceStatements(work: ClosingWork, workspaceId: string): Promise<void> {
  const { db, stripe, now } = work;
  const customerId = stripe && (await findStripeCustomerId(db, workspaceId));
  if (stripe && customerId) {
    await fewAtOnce(() =>
      db.$transaction((tx) => collect(tx, stripe, { workspaceId, customerId, now }), LONGEST_CALLS),
    );
    await syncBilling({ db, stripe, now, requestId: null }, customerId);
  } else if ((await listOpenStatements(db, workspaceId)).some(({ dueNanos }) => dueNanos > 0n)) {
    log.warn("usage.not_collected", { workspaceId, reason: stripe ? "no customer" : "payments are not configured" });
  }
  await db.$transaction((tx) => issueOwnInvoice(tx, workspaceId, now));
}

async function collect(
  tx: Db,
  stripe: StripeConnection,
  { workspaceId, customerId, now }: { workspaceId: string; customerId: string; now: Date },
): Promise<void> {
  await lockCustomer(tx, customerId);
  const open = await listOpenStatements(tx, workspaceId);
  const due = open.filter(({ dueNanos }) => dueNanos > 0n);
  if (due.length === 0) return;
  const { netDays, order } = await readInvoiceParties(tx, workspaceId, { isOfContract: true, now });
  for (const { periodKey, dueNanos, stripeInvoiceId: notedId } of due) {
    const period = parsePeriodKey(periodKey);
    if (!period) throw new Error(`Not a period: ${periodKey}`);
    const invoices = await readInvoices(stripe, customerId);
    // Issued with it soon, unless it is on a draft that nothing comes of any more.
    if (notedId !== null && !invoices.some((invoice) => invoice.id === notedId && isAbandoned(invoice))) continue;
    const stripeInvoiceId = await collectStatement(
      stripe,
      {
        workspaceId,
        customerId,
        statementKey: periodKey,
        description: `Usage of ${formatMonth(period)}`,
        dueNanos,
        periodStart: period.start,
        periodEnd: period.end,
        netDays,
        purchaseOrderNumber: order.number,
        mayStandAlone: order.state === "ok" || order.state === "not_required",
      },
      invoices,
    );
    if (stripeInvoiceId !== null && notedId !== null) continue;
    if (stripeInvoiceId !== null) await noteStatementBilled(tx, workspaceId, { periodKey, stripeInvoiceId });
    else await tellOrderMissing(tx, workspaceId, { periodKey, dueNanos, state: order.state, now });
  }
}

async function tellOrderMissing(
  tx: Db,
  workspaceId: string,
  missing: { periodKey: string; dueNanos: Nanos; state: string; now: Date },
): Promise<void> {
  const { periodKey, dueNanos, state, now } = missing;
  const isNew = await insertOutboxMessage(tx, workspaceId, {
    messageKey: `invoice_po_missing/usage/${periodKey}`,
    topic: "invoice.po_missing",
    payload: { total: toExactDollars(dueNanos), state },
    createdAt: now,
  });
  if (isNew) log.warn("invoice.purchase_order_missing", { workspaceId, period: periodKey });
}
