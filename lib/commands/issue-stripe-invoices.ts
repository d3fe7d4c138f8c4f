import type { Db } from "#lib/data/client.ts";
import { lockIssuing } from "#lib/data/invoice-counters.ts";
import {
  deleteDraftInvoice,
  type FollowedInvoice,
  followInvoice,
  insertDraftInvoice,
  listFollowedInvoices,
} from "#lib/data/invoices.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { listOpenStatements, type StoredStatement } from "#lib/data/usage-statements.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { DocumentFact } from "#lib/domain/invoices/invoice-document.ts";
import type { InvoiceLine } from "#lib/domain/invoices/invoice-line.ts";
import { collectedLines } from "#lib/domain/invoices/stripe-lines.ts";
import { sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { newId } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { newInvoicePrefix } from "#lib/platform/new-invoice-prefix.ts";
import type { StripeInvoice } from "#lib/stripe/read-invoices.ts";
import { awaitsClosing } from "./awaits-closing.ts";
import { issueInvoice } from "./issue-invoice.ts";
import { type InvoiceParties, readInvoiceParties } from "./read-invoice-parties.ts";

export type InvoicesToIssue = {
  readonly workspaceId: string;
  /** Read below the customer's lock. */
  readonly invoices: readonly StripeInvoice[];
  /** Where transfers go. */
  readonly bankFacts: readonly DocumentFact[];
  readonly now: Date;
};

/**
 * Brings Weir's invoices to Stripe's: one for each that is finalized and of a plan with invoices, in the order in which
 * they were, and their payment as it is now. A renewal waits for the closing of the period before, whose usage it
 * carries; what a contract wants a purchase order for waits for one, as a draft. The same again changes nothing.
 * @returns how many were issued
 */
export async function issueStripeInvoices(tx: Db, input: InvoicesToIssue): Promise<number> {
  const { workspaceId, now } = input;
  const due = input.invoices.filter(isToBeIssued);
  if (due.length === 0) return 0;
  await lockIssuing(tx, workspaceId, newInvoicePrefix());
  const ids = due.map(({ id }) => id);
  const followed = new Map(
    (await listFollowedInvoices(tx, workspaceId, ids)).map((invoice) => [invoice.stripeInvoiceId, invoice]),
  );
  let issued = 0;
  for (const invoice of [...due].sort(byFinalization)) {
    const known = followed.get(invoice.id) ?? null;
    if (known && known.status !== "draft") await follow(tx, workspaceId, { known, invoice });
    else if (invoice.state !== "draft" && (await awaitsClosing(tx, workspaceId, invoice, now))) continue;
    else if (await issue(tx, input, { known, invoice })) issued += 1;
  }
  return issued;
}

/**
 * Finalized, or held as a draft, and of Team or Enterprise or for their usage. A first payment or a change by card is an invoice once it is
 * paid: before, nothing was bought, and what is declined never is.
 */
function isToBeIssued(invoice: StripeInvoice): boolean {
  const { state, reason, isByCard } = invoice;
  if (planOfInvoice(invoice) === null || (state === "draft" && !invoice.isHeld)) return false;
  return !isByCard || (reason !== "first" && reason !== "change") || state === "paid";
}

function planOfInvoice({ lines, statementKey }: StripeInvoice): PlanId | null {
  const plans = lines.map(({ plan }) => plan);
  if (plans.includes("enterprise")) return "enterprise";
  if (plans.includes("team")) return "team";
  return statementKey === null ? null : "enterprise";
}

function byFinalization(one: StripeInvoice, other: StripeInvoice): number {
  const at = ({ finalizedAt, createdAt }: StripeInvoice) => (finalizedAt ?? createdAt).getTime();
  return at(one) - at(other) || one.createdAt.getTime() - other.createdAt.getTime() || (one.id < other.id ? -1 : 1);
}

type Pair = { readonly known: FollowedInvoice | null; readonly invoice: StripeInvoice };

async function follow(tx: Db, workspaceId: string, { known, invoice }: Pair): Promise<void> {
  if (!known || invoice.state === "draft") return;
  const next = {
    invoiceId: known.invoiceId,
    status: invoice.state,
    remainingNanos: invoice.state === "open" ? invoice.remainingNanos : 0n,
    paidAt: invoice.paidAt,
    payUrl: invoice.state === "open" ? invoice.hostedUrl : null,
  };
  const isSame =
    known.status === next.status &&
    known.remainingNanos === next.remainingNanos &&
    known.paidAt?.getTime() === next.paidAt?.getTime() &&
    known.payUrl === next.payUrl;
  if (!isSame) await followInvoice(tx, workspaceId, next);
}

async function issue(tx: Db, input: InvoicesToIssue, { known, invoice }: Pair): Promise<boolean> {
  const { workspaceId, now } = input;
  const { state } = invoice;
  const parties = await readInvoiceParties(tx, workspaceId, {
    isOfContract: planOfInvoice(invoice) === "enterprise",
    now,
  });
  if (state !== "void" && parties.order.state !== "ok" && parties.order.state !== "not_required") {
    await keepDraft(tx, input, { known, invoice, parties });
    return false;
  }
  if (state === "draft") return false;
  const statements = statementsOn(invoice, await listOpenStatements(tx, workspaceId));
  const lines = ownLines(invoice, { statements, parties });
  if (!sumsToTotal(invoice, { lines, statements, workspaceId })) return false;
  if (known) await deleteDraftInvoice(tx, workspaceId, known.invoiceId);
  const isBought = invoice.isByCard && (invoice.reason === "first" || invoice.reason === "change");
  await issueInvoice(tx, {
    workspaceId,
    invoiceId: known?.invoiceId ?? newId("invoice", now),
    plan: planOfInvoice(invoice) ?? parties.plan,
    stripeInvoiceId: invoice.id,
    issuedAt: invoice.finalizedAt ?? invoice.createdAt,
    dueAt: invoice.dueAt,
    ...spanOf(invoice),
    buyer: parties.buyer,
    purchaseOrderNumber: parties.order.number,
    lines,
    statements,
    balanceNanos: invoice.askedNanos - invoice.totalNanos,
    isPaidAtIssue: invoice.askedNanos === 0n || isBought,
    payment: invoice.isByCard
      ? { kind: "card", card: parties.card }
      : { kind: "bank_transfer", netDays: parties.netDays, instructions: [...input.bankFacts] },
    status: state,
    remainingNanos: state === "open" ? invoice.remainingNanos : 0n,
    paidAt: invoice.paidAt,
    payUrl: state === "open" ? invoice.hostedUrl : null,
    now,
  });
  return true;
}

/** What Stripe collects besides the statements. */
function ownLines(
  invoice: StripeInvoice,
  { statements, parties }: { statements: readonly StoredStatement[]; parties: InvoiceParties },
): InvoiceLine[] {
  const own = invoice.lines.filter(({ statementKey: key }) => !statements.some(({ periodKey }) => periodKey === key));
  return collectedLines(
    own.map((line) => ({ ...line, isChange: line.isProration && invoice.reason !== "first" })),
    { seatHolders: parties.seatHolders, taxNanos: invoice.taxNanos },
  );
}

/** An invoice that says another sum than Stripe collects is not issued: that is for the operator to look into. */
function sumsToTotal(
  { id, totalNanos }: StripeInvoice,
  own: { lines: readonly InvoiceLine[]; statements: readonly StoredStatement[]; workspaceId: string },
): boolean {
  const lines = [...own.lines, ...own.statements.flatMap((statement) => statement.lines)];
  const differenceNanos = sumNanos(lines.map(({ amountNanos }) => amountNanos)) - totalNanos;
  if (differenceNanos === 0n) return true;
  log.error("invoice.lines_differ", new Error("Stripe's total is another"), {
    workspaceId: own.workspaceId,
    stripeInvoiceId: id,
    difference: toExactDollars(differenceNanos),
  });
  return false;
}

/** What Stripe collects with it; and on a renewal, usage that was paid already. */
function statementsOn(invoice: StripeInvoice, open: readonly StoredStatement[]): StoredStatement[] {
  const collected = new Set(invoice.lines.map(({ statementKey }) => statementKey));
  return open.filter(
    ({ periodKey, dueNanos }) => collected.has(periodKey) || (invoice.reason === "renewal" && dueNanos === 0n),
  );
}

/** From the first to the last day of the plan that is charged; of usage, where there is nothing else. */
function spanOf({ lines: all, createdAt }: StripeInvoice): { periodStart: Date; periodEnd: Date } {
  const own = all.filter(({ statementKey }) => statementKey === null);
  const lines = own.length > 0 ? own : all;
  const starts = lines.map(({ periodStart }) => periodStart.getTime());
  const ends = lines.map(({ periodEnd }) => periodEnd.getTime());
  return {
    periodStart: new Date(Math.min(...starts, starts.length > 0 ? Number.POSITIVE_INFINITY : createdAt.getTime())),
    periodEnd: new Date(Math.max(...ends, ends.length > 0 ? 0 : createdAt.getTime())),
  };
}

async function keepDraft(
  tx: Db,
  { workspaceId, now }: InvoicesToIssue,
  { known, invoice, parties }: Pair & { parties: InvoiceParties },
): Promise<void> {
  if (known) await deleteDraftInvoice(tx, workspaceId, known.invoiceId);
  await insertDraftInvoice(tx, workspaceId, {
    invoiceId: known?.invoiceId ?? newId("invoice", now),
    plan: planOfInvoice(invoice) ?? parties.plan,
    stripeInvoiceId: invoice.id,
    ...spanOf(invoice),
    totalNanos: invoice.totalNanos,
    balanceNanos: invoice.askedNanos - invoice.totalNanos,
    createdAt: invoice.createdAt,
  });
  if (!known) log.warn("invoice.purchase_order_missing", { workspaceId, stripeInvoiceId: invoice.id });
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `invoice_po_missing/${invoice.id}`,
    topic: "invoice.po_missing",
    payload: { total: toExactDollars(invoice.askedNanos), state: parties.order.state },
    createdAt: now,
  });
}
