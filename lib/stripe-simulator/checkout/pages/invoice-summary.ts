import type { Fact } from "./fact-list.ts";

/** An invoice in words, as its page and its PDF show it. */
export type InvoiceSummary = {
  readonly merchantName: string;
  readonly number: string;
  readonly status: string;
  /** "Due 1 December 2026", "Paid 1 December 2026", "Draft". */
  readonly state: string;
  readonly amount: string;
  readonly facts: readonly Fact[];
  readonly lines: readonly InvoiceLine[];
  /** From the subtotal to the amount due. */
  readonly totals: readonly Fact[];
};

export type InvoiceLine = {
  readonly description: string;
  readonly period: string | null;
  readonly quantity: string;
  readonly amount: string;
};
