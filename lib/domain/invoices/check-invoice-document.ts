import { fromExactDollars, NANOS_PER_CENT, sumNanos } from "#lib/domain/money.ts";
import type { InvoiceDocument } from "./invoice-document.ts";

/**
 * Whether a document adds up: each amount is in whole cents, lines sum to the subtotal, subtotal with deductions and
 * taxes to the total, and paid with due to the total (PRODUCT.md section 9).
 * @returns what does not, in words; empty where all does
 * @throws RangeError where an amount cannot be read
 */
export function checkInvoiceDocument({ groups, totals }: InvoiceDocument): string[] {
  const lines = groups.flatMap((group) => group.lines.map((line) => line.amount));
  const rows = [...totals.deductions, ...totals.taxes].map((row) => row.amount);
  const { subtotal, total, paid, due } = totals;
  const sum = (amounts: readonly string[]) => sumNanos(amounts.map(fromExactDollars));
  const isOff = (amount: string) => fromExactDollars(amount) % NANOS_PER_CENT !== 0n;
  const problems = [...lines, ...rows, subtotal, total, paid, due]
    .filter(isOff)
    .map((amount) => `${amount} is not in whole cents.`);
  if (sum(lines) !== sum([subtotal])) problems.push("The lines do not sum to the subtotal.");
  if (sum([subtotal, ...rows]) !== sum([total]))
    problems.push("Subtotal, deductions and taxes do not sum to the total.");
  if (sum([paid, due]) !== sum([total])) problems.push("Paid and due do not sum to the total.");
  return problems;
}
