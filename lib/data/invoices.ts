import type { Db } from "#lib/data/client.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import type { InvoiceLine } from "#lib/domain/invoices/invoice-line.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { Prisma } from "#prisma/generated/client.ts";

export type InvoiceStatus = "draft" | "open" | "paid" | "void" | "uncollectible";

/** What is known of an invoice that Stripe has: enough to follow it. */
export type FollowedInvoice = {
  readonly invoiceId: string;
  readonly stripeInvoiceId: string | null;
  readonly status: InvoiceStatus;
  readonly remainingNanos: Nanos;
  readonly paidAt: Date | null;
  readonly payUrl: string | null;
};

/** The invoices of Stripe that Weir has, drafts included. */
export async function listFollowedInvoices(
  db: Db,
  workspaceId: string,
  stripeInvoiceIds: readonly string[],
): Promise<FollowedInvoice[]> {
  return db.invoice.findMany({
    where: { workspaceId, stripeInvoiceId: { in: [...stripeInvoiceIds] } },
    select: {
      invoiceId: true,
      stripeInvoiceId: true,
      status: true,
      remainingNanos: true,
      paidAt: true,
      payUrl: true,
    },
  });
}

/** Weir's numbers of invoices by Stripe's ids; what has none yet is left out. */
export async function findInvoiceNumbers(
  db: Db,
  workspaceId: string,
  stripeInvoiceIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.invoice.findMany({
    where: { workspaceId, stripeInvoiceId: { in: [...stripeInvoiceIds] } },
    select: { stripeInvoiceId: true, number: true },
  });
  return new Map(
    rows.flatMap(({ stripeInvoiceId: id, number }) => (id !== null && number !== null ? [[id, number] as const] : [])),
  );
}

/** Notes what Stripe tells of an issued invoice's payment. */
export async function followInvoice(
  tx: Db,
  workspaceId: string,
  { invoiceId, status, remainingNanos, paidAt, payUrl }: Omit<FollowedInvoice, "stripeInvoiceId">,
): Promise<void> {
  await tx.invoice.update({
    where: { workspaceId_invoiceId: { workspaceId, invoiceId } },
    data: { status, remainingNanos, paidAt, payUrl },
    select: { invoiceId: true },
  });
}

/**
 * Notes that what is open cannot be collected any more, and forgets the drafts: whoever owed it is gone from Stripe.
 * @returns the numbers of what was open
 */
export async function giveUpOpenInvoices(tx: Db, workspaceId: string): Promise<string[]> {
  await tx.invoice.deleteMany({ where: { workspaceId, status: "draft" } });
  const open = await tx.invoice.updateManyAndReturn({
    where: { workspaceId, status: "open" },
    data: { status: "uncollectible", remainingNanos: 0n, payUrl: null },
    select: { number: true },
  });
  return open.flatMap(({ number }) => number ?? []).sort();
}

export type DraftInvoice = {
  readonly invoiceId: string;
  readonly plan: PlanId;
  readonly stripeInvoiceId: string | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly totalNanos: Nanos;
  readonly balanceNanos: Nanos;
  readonly createdAt: Date;
};

/** Keeps an invoice that cannot be issued yet. */
export async function insertDraftInvoice(tx: Db, workspaceId: string, draft: DraftInvoice): Promise<void> {
  const dueNanos = draft.totalNanos + draft.balanceNanos;
  await tx.invoice.create({
    data: { workspaceId, ...draft, status: "draft", dueNanos, remainingNanos: dueNanos },
    select: { invoiceId: true },
  });
}

/** A draft whose invoice is issued, or was given up at Stripe, is no more. */
export async function deleteDraftInvoice(tx: Db, workspaceId: string, invoiceId: string): Promise<void> {
  await tx.invoice.deleteMany({ where: { workspaceId, invoiceId, status: "draft" } });
}

export type InvoiceToIssue = Omit<DraftInvoice, "createdAt"> & {
  readonly sequence: number;
  readonly number: string;
  readonly status: Exclude<InvoiceStatus, "draft">;
  readonly issuedAt: Date;
  readonly dueAt: Date | null;
  readonly remainingNanos: Nanos;
  readonly paidAt: Date | null;
  readonly payUrl: string | null;
  readonly purchaseOrderNumber: string | null;
  readonly document: InvoiceDocument;
  readonly lines: readonly InvoiceLine[];
};

/** Keeps an issued invoice with its lines; from here on it stays as it is. */
export async function insertInvoice(tx: Db, workspaceId: string, invoice: InvoiceToIssue): Promise<void> {
  const { lines, document, ...row } = invoice;
  await tx.invoice.create({
    data: {
      workspaceId,
      ...row,
      dueNanos: row.totalNanos + row.balanceNanos,
      document: document as unknown as Prisma.InputJsonValue,
      createdAt: row.issuedAt,
    },
    select: { invoiceId: true },
  });
  await tx.invoiceLine.createMany({
    data: lines.map(({ kind, description, quantity, usage, exactNanos, amountNanos }, index) => ({
      workspaceId,
      invoiceId: row.invoiceId,
      position: index + 1,
      kind,
      description,
      quantity,
      usagePeriod: usage?.periodKey ?? null,
      modelId: usage?.modelId ?? null,
      tokenClass: usage?.tokenClass ?? null,
      exactNanos,
      amountNanos,
    })),
  });
}

/** Whether an invoice charges for some of a period. */
export async function hasInvoiceWithin(
  db: Db,
  workspaceId: string,
  { start, end }: { start: Date; end: Date },
): Promise<boolean> {
  const row = await db.invoice.findFirst({
    where: { workspaceId, periodStart: { lt: end }, periodEnd: { gt: start } },
    select: { invoiceId: true },
  });
  return row !== null;
}
