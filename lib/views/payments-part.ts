import { type Context, requirePermission } from "#lib/context.ts";
import { type BankAccount, findBankTransfer } from "#lib/data/bank-transfers.ts";
import { findInvoiceNumbers } from "#lib/data/invoices.ts";
import { listPayments, type PaymentPosition, type StoredPayment } from "#lib/data/payments.ts";
import { type KeptInvoice, listDebts } from "#lib/data/plan-invoices.ts";
import { type ExactDollars, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { isInvoiceOverdue } from "#lib/domain/plans/planned-by-payment.ts";

const PAYMENTS_PER_PAGE = 20;

/** An invoice that has to be paid. Instants are ISO text. */
export type OpenInvoice = {
  id: string;
  number: string | null;
  description: string;
  amount: ExactDollars;
  /** Null where a card pays it by itself. */
  dueAt: string | null;
  state: "overdue" | "due_later" | "being_charged";
  purchaseOrderNumber: string | null;
  /** Stripe's page on which it is paid. */
  payUrl: string | null;
};

/** Where transfers that pay this workspace's invoices go. */
export type BankTransfer = {
  bankName: string;
  accountHolderName: string;
  accountNumber: string;
  routingNumber: string;
  accountType: string;
};

/** A payment that was made. */
export type ShownPayment = {
  id: string;
  kind: "plan" | "credits" | "auto_top_up";
  at: string;
  amount: ExactDollars;
  /** What was given back of it. */
  refunded: ExactDollars;
  state: "paid" | "refunded" | "partly_refunded" | "disputed" | "charged_back";
  /** Of a plan: what its greatest line says, the invoice's number, and the period paid for. */
  description: string | null;
  number: string | null;
  period: { start: string; end: string } | null;
  receiptUrl: string | null;
};

export type PaymentsPart = {
  /** The oldest first. */
  open: OpenInvoice[];
  /** The sum of those that are overdue, and how many they are. */
  overdue: { amount: ExactDollars; count: number };
  /** Only while an invoice is open that is paid by transfer. */
  bankTransfers: BankTransfer[];
  payments: ShownPayment[];
  nextCursor: string | null;
};

/** What a workspace has to pay, and one page of what it has paid. `cursor` is the `nextCursor` of the page before. */
export async function loadPaymentsPart(ctx: Context, { cursor }: { cursor: string | null }): Promise<PaymentsPart> {
  requirePermission(ctx, "billing:read");
  const { workspaceId, now } = ctx;
  const page = { before: readCursor(cursor), atMost: PAYMENTS_PER_PAGE + 1 };
  const { debts, numbers, accounts, paid } = await ctx.db.$transaction(
    async (tx) => {
      const owed = await listDebts(tx, workspaceId);
      const ids = owed.map(({ stripeInvoiceId }) => stripeInvoiceId);
      return {
        debts: owed,
        numbers: await findInvoiceNumbers(tx, workspaceId, ids),
        accounts: await findBankTransfer(tx, workspaceId),
        paid: await listPayments(tx, workspaceId, page),
      };
    },
    { isolationLevel: "RepeatableRead" },
  );
  const overdue = debts.filter((debt) => isInvoiceOverdue(debt, now));
  const shown = paid.slice(0, PAYMENTS_PER_PAGE);
  const last = shown.at(-1);
  return {
    open: debts.map((debt) => openInvoice({ ...debt, number: numbers.get(debt.stripeInvoiceId) ?? debt.number }, now)),
    overdue: {
      amount: toExactDollars(sumNanos(overdue.map(({ remainingNanos }) => remainingNanos))),
      count: overdue.length,
    },
    bankTransfers: debts.some(({ isByCard }) => !isByCard) ? (accounts ?? []).map(bankTransfer) : [],
    payments: shown.map(shownPayment),
    nextCursor: last && paid.length > PAYMENTS_PER_PAGE ? writeCursor(last) : null,
  };
}

function openInvoice(debt: KeptInvoice, now: Date): OpenInvoice {
  const { stripeInvoiceId, number, description, remainingNanos, dueAt, purchaseOrderNumber, url } = debt;
  return {
    id: stripeInvoiceId,
    number,
    description,
    amount: toExactDollars(remainingNanos),
    dueAt: dueAt?.toISOString() ?? null,
    state: isInvoiceOverdue(debt, now) ? "overdue" : dueAt ? "due_later" : "being_charged",
    purchaseOrderNumber,
    payUrl: url,
  };
}

function bankTransfer(account: BankAccount): BankTransfer {
  const { bankName, accountHolderName, accountNumber, routingNumber, accountType } = account;
  return { bankName, accountHolderName, accountNumber, routingNumber, accountType };
}

function shownPayment(payment: StoredPayment): ShownPayment {
  const { paymentId, kind, at, amountNanos, reversedNanos, periodStart, periodEnd } = payment;
  const { description, number, receiptUrl, isAutomatic } = payment;
  return {
    id: paymentId,
    kind: isAutomatic ? "auto_top_up" : kind,
    at: at.toISOString(),
    amount: toExactDollars(amountNanos),
    refunded: toExactDollars(reversedNanos),
    state: stateOf(payment),
    description,
    number,
    period: periodStart && periodEnd ? { start: periodStart.toISOString(), end: periodEnd.toISOString() } : null,
    receiptUrl,
  };
}

/** A dispute that was won leaves what the payment was. */
function stateOf({ amountNanos, reversedNanos, disputeState }: StoredPayment): ShownPayment["state"] {
  if (disputeState === "lost") return "charged_back";
  if (disputeState === "open") return "disputed";
  if (reversedNanos <= 0n) return "paid";
  return reversedNanos >= amountNanos ? "refunded" : "partly_refunded";
}

function writeCursor({ at, paymentId }: PaymentPosition): string {
  return Buffer.from(JSON.stringify([at.toISOString(), paymentId])).toString("base64url");
}

/** Anything else than a cursor of ours is the first page. */
function readCursor(text: string | null): PaymentPosition | null {
  if (text === null) return null;
  try {
    const [at, paymentId] = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    const position = { at: new Date(at), paymentId: String(paymentId) };
    return Number.isNaN(position.at.getTime()) ? null : position;
  } catch {
    return null;
  }
}
