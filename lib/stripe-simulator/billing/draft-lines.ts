import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { lineNotes } from "./billing-notes.ts";
import type { Invoice, InvoiceLine } from "./billing-objects.ts";
import { writeTotals } from "./invoice-totals.ts";

/** Changes the lines of a draft and its sums with them. */
export function changeDraftLines(
  account: Account,
  invoice: Invoice,
  change: (lines: readonly InvoiceLine[]) => InvoiceLine[],
): void {
  refuseUnlessDraft(invoice);
  const lines = change(linesOf(account, invoice));
  for (const line of lines) line.invoice = invoice.id;
  lineNotes(account).set(invoice.id, lines);
  writeTotals(invoice, lines, account.tables.customers.get(invoice.customer ?? "")?.balance ?? 0);
}

/** All lines of an invoice, also those that the invoice itself does not show. */
export function linesOf(account: Account, invoice: Invoice): InvoiceLine[] {
  return lineNotes(account).get(invoice.id) ?? [];
}

/** What is finalized stays as it is. */
export function refuseUnlessDraft(invoice: Invoice): void {
  if (invoice.status === "draft") return;
  throw invalidRequest(
    "This invoice is no longer editable: it is finalized. To correct it, void it or issue a credit note.",
    { code: "invoice_not_editable" },
  );
}
