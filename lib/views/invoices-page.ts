import { type Context, requirePermission } from "#lib/context.ts";
import { findBillingDetails } from "#lib/data/billing-details.ts";
import type { Db } from "#lib/data/client.ts";
import { readKeptContract } from "#lib/data/contracts.ts";
import { type ListedCreditNote, type ListedInvoice, listInvoices } from "#lib/data/listed-invoices.ts";
import { readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import { utcDayKey } from "#lib/domain/billing-period.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { purchaseOrderOf } from "#lib/domain/invoices/buyer.ts";
import { spanLabel } from "#lib/domain/invoices/span-label.ts";
import { type ExactDollars, toExactDollars } from "#lib/domain/money.ts";
import { readUpcomingInvoice, type UpcomingInvoice } from "./upcoming-invoice.ts";

export type { UpcomingInvoice } from "./upcoming-invoice.ts";

const PER_PAGE = 25;

export type CreditNoteRow = {
  creditNoteId: string;
  number: string;
  total: ExactDollars;
  /** A UTC day, "2026-11-01". */
  issuedOn: string;
};

export type InvoiceRow = {
  invoiceId: string;
  /** Null for a draft. */
  number: string | null;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  issuedOn: string | null;
  dueOn: string | null;
  periodLabel: string;
  /** What it asked for when it was issued. */
  total: ExactDollars;
  /** What is left to pay now. */
  due: ExactDollars;
  /** Stripe's page on which it can be paid. */
  payUrl: string | null;
  creditNotes: CreditNoteRow[];
};

export type InvoicesPageView = {
  plan: PlanId;
  /** Whether the plan has invoices, or earlier ones are there. */
  hasInvoices: boolean;
  rows: InvoiceRow[];
  nextCursor: string | null;
  /** Null on plans that have receipts instead, on later pages, and while it cannot be estimated. */
  upcoming: UpcomingInvoice | null;
  /** Whether there will be a next invoice that cannot be estimated, as the period's books differ. */
  isUpcomingUnknown: boolean;
  /** Whether legal name and address are known, which invoices should show. */
  details: "complete" | "incomplete";
  purchaseOrder: "ok" | "missing" | "expired" | "not_required";
};

/** Settings > Billing > Invoices: one page of them, and the next one as it would be now. */
export async function loadInvoicesPage(ctx: Context, { cursor }: { cursor: string | null }): Promise<InvoicesPageView> {
  requirePermission(ctx, "billing:read");
  return ctx.db.$transaction((tx) => load(tx, ctx, readCursor(cursor)), { isolationLevel: "RepeatableRead" });
}

async function load(tx: Db, { workspaceId, now }: Context, belowSequence: number | null): Promise<InvoicesPageView> {
  const { plan } = await readWorkspacePlan(tx, workspaceId);
  const found = await listInvoices(tx, workspaceId, { belowSequence, atMost: PER_PAGE + 1 });
  const rows = found.slice(0, PER_PAGE);
  const last = rows.at(-1);
  const details = await findBillingDetails(tx, workspaceId);
  const contract = plan === "enterprise" ? await readKeptContract(tx, workspaceId) : null;
  const isInvoiced = plan === "team" || plan === "enterprise";
  const isUpcomingShown = isInvoiced && belowSequence === null;
  const upcoming = isUpcomingShown ? await readUpcomingInvoice(tx, workspaceId, now) : null;
  return {
    plan,
    hasInvoices: isInvoiced || belowSequence !== null || rows.length > 0,
    rows: rows.map(invoiceRow),
    nextCursor: found.length > PER_PAGE && last?.sequence ? String(last.sequence) : null,
    upcoming,
    isUpcomingUnknown: isUpcomingShown && upcoming === null,
    details: details && details.legalName !== "" && details.country !== "" ? "complete" : "incomplete",
    purchaseOrder: purchaseOrderOf({ details, contract, now }).state,
  };
}

export function invoiceRow(invoice: ListedInvoice): InvoiceRow {
  const { invoiceId, number, status, issuedAt, dueAt, payUrl } = invoice;
  return {
    invoiceId,
    number,
    status,
    issuedOn: issuedAt && utcDayKey(issuedAt),
    dueOn: dueAt && utcDayKey(dueAt),
    periodLabel: spanLabel(invoice.periodStart, invoice.periodEnd),
    total: toExactDollars(invoice.dueNanos),
    due: toExactDollars(invoice.remainingNanos),
    payUrl,
    creditNotes: invoice.creditNotes.map(creditNoteRow),
  };
}

function creditNoteRow({ creditNoteId, number, totalNanos, issuedAt }: ListedCreditNote): CreditNoteRow {
  return { creditNoteId, number, total: toExactDollars(totalNanos), issuedOn: utcDayKey(issuedAt) };
}

/** What cannot be read is the first page. */
function readCursor(cursor: string | null): number | null {
  return cursor !== null && /^[1-9]\d{0,8}$/.test(cursor) ? Number(cursor) : null;
}
