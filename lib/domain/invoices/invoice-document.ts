import type { ExactDollars } from "#lib/domain/money.ts";

/** What an invoice or credit note was at the moment it was issued. */
export type DocumentStatus = "open" | "paid";

/** One of the two parties, as frozen at issue. */
export type DocumentParty = {
  readonly name: string;
  /** Lines of the postal address below the name, the country last. */
  readonly addressLines: readonly string[];
  /** With its kind in words, such as "EU VAT number"; null where none was given. */
  readonly taxId: { readonly label: string; readonly value: string } | null;
  readonly emails: readonly string[];
};

export type DocumentLine = {
  readonly description: string;
  /** Small lines below it: names of seat holders, the days of a proration, prices that applied. */
  readonly details: readonly string[];
  /** A whole number as text, such as "1240000"; null where the line counts nothing. */
  readonly quantity: string | null;
  /** What is counted, such as "tokens" or "seats"; null with the quantity. */
  readonly unit: string | null;
  /** The one price of a unit, with what it is for ("per seat", "per 1M tokens"); null where there is none or were several. */
  readonly unitPrice: { readonly amount: ExactDollars; readonly per: string } | null;
  /** In whole cents; below zero where the line gives back. */
  readonly amount: ExactDollars;
  /** To the nano-dollar, where it differs from `amount`. */
  readonly exactAmount: ExactDollars | null;
  /** The usage that the line sums up, for finding it on the usage screen. */
  readonly usage: {
    readonly period: string;
    readonly modelId: string | null;
    readonly tokenClass: string | null;
  } | null;
};

export type DocumentGroup = { readonly title: string; readonly lines: readonly DocumentLine[] };

/** A row between subtotal and total, such as "Included inference" with "-40.00" or "VAT 19%" with "18.81". */
export type DocumentTotalRow = { readonly label: string; readonly amount: ExactDollars };

export type DocumentPayment =
  /** Stripe charges the card: "Visa ending in 4242". */
  | { readonly kind: "card"; readonly card: string | null }
  /** The customer sends the money, quoting the document's number. */
  | { readonly kind: "bank_transfer"; readonly netDays: number; readonly instructions: readonly DocumentFact[] }
  /** Nothing is left to pay, or a credit note gives it back. */
  | { readonly kind: "none" };

export type DocumentFact = { readonly label: string; readonly value: string };

/**
 * All that an invoice or credit note shows, on screen and on paper alike. Amounts are exact text in US dollars. On a
 * credit note they are what is given back, as positive amounts.
 */
export type InvoiceDocument = {
  readonly kind: "invoice" | "credit_note";
  readonly number: string;
  readonly status: DocumentStatus;
  /** UTC days, as "2026-11-01". */
  readonly issuedOn: string;
  readonly dueOn: string | null;
  /** The period in words: "1 - 31 Oct 2026 (UTC)". */
  readonly periodLabel: string;
  readonly seller: DocumentParty;
  readonly buyer: DocumentParty;
  readonly purchaseOrderNumber: string | null;
  /** What is charged; what is deducted or added to it is among the totals. */
  readonly groups: readonly DocumentGroup[];
  readonly totals: {
    /** The sum of all lines. */
    readonly subtotal: ExactDollars;
    /** Included inference, credits applied, balance at Stripe: each below zero where it lowers the total. */
    readonly deductions: readonly DocumentTotalRow[];
    readonly taxes: readonly DocumentTotalRow[];
    readonly total: ExactDollars;
    /** At issue. */
    readonly paid: ExactDollars;
    readonly due: ExactDollars;
  };
  readonly payment: DocumentPayment;
  readonly notes: readonly string[];
  /** The invoice that a credit note corrects; null on invoices. */
  readonly corrects: { readonly number: string; readonly issuedOn: string } | null;
  /** Why a credit note was made; null on invoices. */
  readonly reason: string | null;
};
