import type { Nanos } from "#lib/domain/money.ts";

export type InvoiceLineKind =
  | "plan"
  | "seats"
  | "proration"
  | "usage"
  | "overage"
  | "base_fee"
  | "included"
  | "credits"
  | "adjustment"
  | "tax";

export const TOKEN_CLASSES = ["input", "cached_input", "output"] as const;
export type TokenClass = (typeof TOKEN_CLASSES)[number];

/** A line of an invoice. Its exact amount is what it is made of; its amount is whole cents. Both in nano-dollars. */
export type InvoiceLine = {
  readonly kind: InvoiceLineKind;
  readonly description: string;
  /** Said below it in small print. */
  readonly details: readonly string[];
  readonly quantity: bigint | null;
  /** What is counted: "tokens", "seats". */
  readonly unit: string | null;
  readonly unitPrice: { readonly nanos: Nanos; readonly per: string } | null;
  /** Of usage: what it sums up. */
  readonly usage: {
    readonly periodKey: string;
    readonly modelId: string | null;
    readonly tokenClass: TokenClass | null;
  } | null;
  readonly exactNanos: Nanos;
  readonly amountNanos: Nanos;
};

/** Kinds that take off what is charged: they stand below the subtotal. */
export const DEDUCTION_KINDS: readonly InvoiceLineKind[] = ["included", "credits"];
