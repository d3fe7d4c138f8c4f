import type { Invoice, InvoiceLine } from "./billing-objects.ts";

/** Below this Stripe charges nothing: the sum waits on the customer's balance. Cents of a US dollar. */
export const MINIMUM_CHARGE_CENTS = 50;

const LINES_SHOWN = 10;

/** Writes the lines' sum and what is due of it, as long as the invoice is not finalized. */
export function writeTotals(invoice: Invoice, lines: readonly InvoiceLine[], customerBalance: number): void {
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const { amountDue } = dueOf(total, customerBalance);
  Object.assign(invoice, {
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
    starting_balance: customerBalance,
    amount_due: amountDue,
    amount_remaining: amountDue,
    lines: {
      object: "list",
      data: lines.slice(0, LINES_SHOWN).map((line) => ({ ...line })),
      has_more: lines.length > LINES_SHOWN,
      url: `/v1/invoices/${invoice.id}/lines`,
    },
  } satisfies Partial<Invoice>);
}

/**
 * What of a total is charged, given the customer's balance (positive: owed from before; negative: credit), and the
 * balance that is left. A sum too small to charge and a negative one both go to the balance.
 */
export function dueOf(
  total: number,
  balance: number,
): { amountDue: number; endingBalance: number; isTooSmall: boolean } {
  const owed = total + balance;
  const isTooSmall = owed > 0 && owed < MINIMUM_CHARGE_CENTS;
  if (owed <= 0 || isTooSmall) return { amountDue: 0, endingBalance: owed, isTooSmall };
  return { amountDue: owed, endingBalance: 0, isTooSmall };
}
