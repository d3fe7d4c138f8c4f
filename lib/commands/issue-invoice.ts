import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Db } from "#lib/data/client.ts";
import { takeInvoiceNumber } from "#lib/data/invoice-counters.ts";
import { type InvoiceStatus, insertInvoice } from "#lib/data/invoices.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { attachStatement, type StoredStatement } from "#lib/data/usage-statements.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { checkInvoiceDocument } from "#lib/domain/invoices/check-invoice-document.ts";
import { composeInvoiceDocument } from "#lib/domain/invoices/compose-document.ts";
import type { DocumentParty, DocumentPayment, InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import type { InvoiceLine } from "#lib/domain/invoices/invoice-line.ts";
import { invoiceNumber } from "#lib/domain/invoices/invoice-number.ts";
import { spanLabel } from "#lib/domain/invoices/span-label.ts";
import { type Nanos, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { sellerParty } from "./seller-party.ts";

export type InvoiceIssue = {
  readonly workspaceId: string;
  readonly invoiceId: string;
  readonly plan: PlanId;
  readonly stripeInvoiceId: string | null;
  /** Not before the one before was issued: numbers and instants are in one order. */
  readonly issuedAt: Date;
  readonly dueAt: Date | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly buyer: DocumentParty;
  readonly purchaseOrderNumber: string | null;
  /** Without those of the statements. */
  readonly lines: readonly InvoiceLine[];
  readonly statements: readonly StoredStatement[];
  readonly balanceNanos: Nanos;
  readonly isPaidAtIssue: boolean;
  readonly payment: DocumentPayment;
  /** As it is now. */
  readonly status: Exclude<InvoiceStatus, "draft">;
  readonly remainingNanos: Nanos;
  readonly paidAt: Date | null;
  readonly payUrl: string | null;
  readonly now: Date;
};

/**
 * Issues an invoice: takes its number, freezes all that it shows, and puts the usage statements on it. Take the lock of
 * issuing first. @throws Error when its lines do not sum to its amounts
 */
export async function issueInvoice(tx: Db, issue: InvoiceIssue): Promise<InvoiceDocument> {
  const { workspaceId, invoiceId, statements, balanceNanos } = issue;
  const lines = [...issue.lines, ...statements.flatMap((statement) => statement.lines)];
  const { prefix, sequence, lastIssuedAt } = await takeInvoiceNumber(tx, workspaceId, issue.issuedAt);
  const issuedAt = lastIssuedAt && lastIssuedAt > issue.issuedAt ? lastIssuedAt : issue.issuedAt;
  const number = invoiceNumber(prefix, sequence);
  const document = composeInvoiceDocument({
    ...issue,
    number,
    issuedAt,
    lines,
    periodLabel: spanLabel(issue.periodStart, issue.periodEnd),
    seller: sellerParty(),
    isPaid: issue.isPaidAtIssue,
  });
  const problems = checkInvoiceDocument(document);
  if (problems.length > 0) throw new Error(`Invoice ${number} does not add up: ${problems.join(" ")}`);
  await insertInvoice(tx, workspaceId, {
    invoiceId,
    plan: issue.plan,
    stripeInvoiceId: issue.stripeInvoiceId,
    periodStart: issue.periodStart,
    periodEnd: issue.periodEnd,
    sequence,
    number,
    status: issue.status,
    issuedAt,
    dueAt: issue.dueAt,
    totalNanos: sumNanos(lines.map(({ amountNanos }) => amountNanos)),
    balanceNanos,
    remainingNanos: issue.remainingNanos,
    paidAt: issue.paidAt,
    payUrl: issue.payUrl,
    purchaseOrderNumber: issue.purchaseOrderNumber,
    document,
    lines,
  });
  for (const { periodKey } of statements) await attachStatement(tx, workspaceId, { periodKey, invoiceId });
  await tell(tx, issue, document);
  return document;
}

async function tell(tx: Db, issue: InvoiceIssue, document: InvoiceDocument): Promise<void> {
  const { workspaceId, invoiceId, status, payment, dueAt, payUrl, now } = issue;
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `invoice_issued/${issue.stripeInvoiceId ?? document.number}`,
    topic: "invoice.issued",
    payload: {
      invoiceId,
      number: document.number,
      periodLabel: document.periodLabel,
      total: document.totals.total,
      amount: toExactDollars(issue.remainingNanos),
      status,
      isByCard: payment.kind === "card",
      dueAt: dueAt?.toISOString() ?? null,
      poNumber: issue.purchaseOrderNumber,
      payUrl,
    },
    createdAt: now,
  });
  await insertAuditEntry(tx, {
    workspaceId,
    action: "invoice.issued",
    actor: { type: "system", job: "invoices" },
    targetType: "invoice",
    targetId: invoiceId,
    before: null,
    after: { number: document.number, total: document.totals.total, stripeInvoiceId: issue.stripeInvoiceId },
    ip: null,
    requestId: null,
    at: now,
  });
}
