import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { lineNotes } from "./billing-notes.ts";
import type { Invoice } from "./billing-objects.ts";
import type { InvoiceDraft } from "./compose-invoice.ts";
import { writeTotals } from "./invoice-totals.ts";

/** How long Stripe leaves a draft open to changes before it finalizes it. */
const DRAFT_SECONDS = 3600;

/** Keeps a composed invoice as a draft; its invoice items belong to it from now on. */
export function saveInvoice(
  account: Account,
  { invoice, lines, items }: InvoiceDraft,
  options: { isFinalizedLater: boolean },
): Invoice {
  for (const line of lines) line.invoice = invoice.id;
  for (const { id } of items) {
    const kept = account.tables.invoiceItems.get(id);
    if (kept) kept.invoice = invoice.id;
  }
  lineNotes(account).set(invoice.id, lines);
  writeTotals(invoice, lines, invoice.starting_balance);
  if (options.isFinalizedLater) {
    invoice.auto_advance = true;
    invoice.automatically_finalizes_at = invoice.created + DRAFT_SECONDS;
    if (invoice.collection_method === "charge_automatically") {
      invoice.next_payment_attempt = invoice.automatically_finalizes_at;
    }
  }
  account.tables.invoices.set(invoice.id, invoice);
  emit(account, "invoice.created", invoice);
  return invoice;
}
