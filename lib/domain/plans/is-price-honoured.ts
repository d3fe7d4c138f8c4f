import type { Nanos } from "#lib/domain/money.ts";

export type QuotedPrice = {
  readonly lines: readonly {
    readonly description: string;
    readonly amountNanos: Nanos;
    readonly isProration: boolean;
  }[];
  readonly dueTodayNanos: Nanos;
  readonly renewalNanos: Nanos;
};

/**
 * Whether what a change costs at present is what was quoted, amounts in nano-dollars: to the cent and line by line where it
 * is charged at the quoted instant, and never more where it is prorated to the second at which it will be paid.
 */
export function isPriceHonoured(quoted: QuotedPrice, present: QuotedPrice, by: "same" | "at_most"): boolean {
  if (present.renewalNanos !== quoted.renewalNanos) return false;
  if (by === "at_most") return present.dueTodayNanos <= quoted.dueTodayNanos;
  return present.dueTodayNanos === quoted.dueTodayNanos && linesOf(present) === linesOf(quoted);
}

/** The order in which Stripe lists lines says nothing. */
function linesOf({ lines }: QuotedPrice): string {
  const keys = lines.map(({ description, amountNanos, isProration }) => `${amountNanos} ${isProration} ${description}`);
  return JSON.stringify(keys.sort());
}
