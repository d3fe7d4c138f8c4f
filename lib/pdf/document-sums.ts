import type { ReactElement } from "react";
import type { DocumentPayment, DocumentTotalRow, InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { CONTENT_PT, DETAIL_PT, styles, TOTALS_PT } from "./document-styles.ts";
import { box, day, dollars, plain, words } from "./document-text.ts";

const ROUNDING =
  "Amounts are in US dollars. Usage is metered exactly; each line is rounded to whole cents once, and what a line loses or gains by that is carried to the next, so that the lines sum to the total.";

/** What the lines come to, kept together on one page. */
export function documentSums({ kind, totals }: InvoiceDocument): ReactElement {
  const rows = [
    sumRow({ label: "Subtotal", amount: totals.subtotal }),
    ...[...totals.deductions, ...totals.taxes].map((row) => sumRow(row)),
    sumRow({ label: kind === "invoice" ? "Total" : "Total credited", amount: totals.total }, styles.grandRow),
    ...(kind === "credit_note"
      ? []
      : [
          ...(totals.paid === "0.00" ? [] : [sumRow({ label: "Paid", amount: negated(totals.paid) })]),
          sumRow({ label: "Amount due (USD)", amount: totals.due }, styles.dueRow),
        ]),
  ];
  return box({ style: styles.totals, isWhole: true }, ...rows);
}

function sumRow({ label, amount }: DocumentTotalRow, style = {}): ReactElement {
  return box(
    { style: [styles.totalRow, style] },
    words(label, { style: styles.totalLabel, widthPt: TOTALS_PT - 96 }),
    plain(dollars(amount), styles.totalAmount),
  );
}

function negated(amount: string): string {
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

/** How to pay, and what else is to be said, below the sums. */
export function documentEnd(document: InvoiceDocument): ReactElement[] {
  const payment = paymentWords(document);
  const isRounded = document.groups.some(({ lines }) => lines.some(({ exactAmount }) => exactAmount !== null));
  const { notes } = document;
  return [
    ...(payment.length === 0
      ? []
      : [box({ style: styles.block, isWhole: true }, plain("Payment", styles.blockTitle), ...payment.map(paragraph))]),
    ...(notes.length === 0
      ? []
      : [box({ style: styles.block, isWhole: true }, plain("Notes", styles.blockTitle), ...notes.map(paragraph))]),
    ...(isRounded ? [words(ROUNDING, { style: styles.fineprint, widthPt: CONTENT_PT, sizePt: DETAIL_PT })] : []),
  ];
}

const paragraph = (text: string) => words(text, { widthPt: CONTENT_PT });

function paymentWords({ kind, number, totals, dueOn, payment }: InvoiceDocument): string[] {
  if (kind === "credit_note" || totals.due === "0.00") return paidWords(payment, totals.paid);
  if (payment.kind === "card") {
    return [`${dollars(totals.due)} is charged to ${payment.card ?? "the card on file"}. You need not do anything.`];
  }
  if (payment.kind === "none") return [];
  return [
    `Please pay ${dollars(totals.due)}${dueOn === null ? "" : ` by ${day(dueOn)}`} (net ${payment.netDays} days) by bank transfer, and quote ${number}.`,
    ...payment.instructions.map(({ label, value }) => `${label}: ${value}`),
  ];
}

function paidWords(payment: DocumentPayment, paid: string): string[] {
  if (paid === "0.00" || payment.kind !== "card") return [];
  return [`Paid with ${payment.card ?? "the card on file"}.`];
}
