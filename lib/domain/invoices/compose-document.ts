import { type BillingPeriod, formatMonth, parsePeriodKey, utcDayKey } from "#lib/domain/billing-period.ts";
import { type Nanos, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import type {
  DocumentGroup,
  DocumentLine,
  DocumentParty,
  DocumentPayment,
  DocumentTotalRow,
  InvoiceDocument,
} from "./invoice-document.ts";
import { DEDUCTION_KINDS, type InvoiceLine } from "./invoice-line.ts";

/** What an invoice is composed of. Amounts in nano-dollars. */
export type InvoiceFacts = {
  readonly number: string;
  readonly issuedAt: Date;
  readonly dueAt: Date | null;
  readonly periodLabel: string;
  readonly seller: DocumentParty;
  readonly buyer: DocumentParty;
  readonly purchaseOrderNumber: string | null;
  readonly lines: readonly InvoiceLine[];
  /** What was left from before, added to the lines' sum or, below zero, taken off it. */
  readonly balanceNanos: Nanos;
  /** Whether nothing was left to pay when it was issued. */
  readonly isPaid: boolean;
  readonly payment: DocumentPayment;
};

/** The document of an invoice, as it is frozen when it is issued. */
export function composeInvoiceDocument(facts: InvoiceFacts): InvoiceDocument {
  const { lines, balanceNanos, isPaid } = facts;
  const total = sumNanos(lines.map(({ amountNanos }) => amountNanos)) + balanceNanos;
  const charges = lines.filter(isCharge);
  return {
    kind: "invoice",
    number: facts.number,
    status: isPaid ? "paid" : "open",
    issuedOn: utcDayKey(facts.issuedAt),
    dueOn: facts.dueAt === null ? null : utcDayKey(facts.dueAt),
    periodLabel: facts.periodLabel,
    seller: facts.seller,
    buyer: facts.buyer,
    purchaseOrderNumber: facts.purchaseOrderNumber,
    groups: documentGroups(charges),
    totals: {
      subtotal: toExactDollars(sumNanos(charges.map(({ amountNanos }) => amountNanos))),
      deductions: [...documentDeductions(lines), ...balanceRow(total - balanceNanos, balanceNanos)],
      taxes: lines.filter(({ kind }) => kind === "tax").map(totalRow),
      total: toExactDollars(total),
      paid: toExactDollars(isPaid ? total : 0n),
      due: toExactDollars(isPaid ? 0n : total),
    },
    payment: isPaid && facts.payment.kind !== "card" ? { kind: "none" } : facts.payment,
    notes: [],
    corrects: null,
    reason: null,
  };
}

/** Lines by what they are for: the plan, the usage of each period, what came late, all else. */
export function documentGroups(lines: readonly InvoiceLine[]): DocumentGroup[] {
  const groups = new Map<string, DocumentLine[]>();
  for (const line of lines.filter(isCharge)) {
    const title = groupTitle(line);
    groups.set(title, [...(groups.get(title) ?? []), documentLine(line)]);
  }
  return [...groups].map(([title, own]) => ({ title, lines: own }));
}

/** What takes off the charges, each with its sign. */
export function documentDeductions(lines: readonly InvoiceLine[]): DocumentTotalRow[] {
  return lines.filter(({ kind }) => DEDUCTION_KINDS.includes(kind)).map(totalRow);
}

function isCharge({ kind }: InvoiceLine): boolean {
  return kind !== "tax" && !DEDUCTION_KINDS.includes(kind);
}

function groupTitle({ kind, usage }: InvoiceLine): string {
  if (kind === "plan" || kind === "seats" || kind === "proration") return "Plan";
  if (kind === "adjustment") return usage ? "Late usage" : "Other";
  if (kind === "usage") return `Usage of ${monthOf(usage?.periodKey ?? "")}`;
  return kind === "overage" ? "Optimization sessions" : "Active deployments";
}

function monthOf(key: string): string {
  const period: BillingPeriod | null = parsePeriodKey(key);
  return period ? formatMonth(period) : key;
}

function documentLine(line: InvoiceLine): DocumentLine {
  const { quantity, unitPrice, usage, exactNanos, amountNanos } = line;
  return {
    description: line.description,
    details: [...line.details],
    quantity: quantity === null ? null : String(quantity),
    unit: line.unit,
    unitPrice: unitPrice && { amount: toExactDollars(unitPrice.nanos), per: unitPrice.per },
    amount: toExactDollars(amountNanos),
    exactAmount: exactNanos === amountNanos ? null : toExactDollars(exactNanos),
    usage: usage && { period: usage.periodKey, modelId: usage.modelId, tokenClass: usage.tokenClass },
  };
}

function totalRow({ description, amountNanos }: InvoiceLine): DocumentTotalRow {
  return { label: description, amount: toExactDollars(amountNanos) };
}

function balanceRow(linesNanos: Nanos, balanceNanos: Nanos): DocumentTotalRow[] {
  if (balanceNanos === 0n) return [];
  const amount = toExactDollars(balanceNanos);
  if (linesNanos < 0n) return [{ label: "Kept as credit for later invoices", amount }];
  if (balanceNanos > 0n) return [{ label: "Balance of earlier invoices", amount }];
  return [
    { label: linesNanos + balanceNanos === 0n ? "Settled with the balance" : "Credit of earlier invoices", amount },
  ];
}

/** What a credit note is composed of; its amount in nano-dollars, above zero. */
export type CreditNoteFacts = {
  readonly number: string;
  readonly issuedAt: Date;
  readonly amountNanos: Nanos;
  readonly reason: string;
  readonly invoice: InvoiceDocument;
};

/** The document of a credit note: parties and purchase order are those of the invoice that it corrects. */
export function composeCreditNoteDocument(facts: CreditNoteFacts): InvoiceDocument {
  const { invoice, reason } = facts;
  const amount = toExactDollars(facts.amountNanos);
  const line: DocumentLine = {
    description: `Credit on invoice ${invoice.number}`,
    details: [reason],
    quantity: null,
    unit: null,
    unitPrice: null,
    amount,
    exactAmount: null,
    usage: null,
  };
  return {
    kind: "credit_note",
    number: facts.number,
    status: "paid",
    issuedOn: utcDayKey(facts.issuedAt),
    dueOn: null,
    periodLabel: invoice.periodLabel,
    seller: invoice.seller,
    buyer: invoice.buyer,
    purchaseOrderNumber: invoice.purchaseOrderNumber,
    groups: [{ title: "Credit", lines: [line] }],
    totals: { subtotal: amount, deductions: [], taxes: [], total: amount, paid: amount, due: "0.00" },
    payment: { kind: "none" },
    notes: [],
    corrects: { number: invoice.number, issuedOn: invoice.issuedOn },
    reason,
  };
}
