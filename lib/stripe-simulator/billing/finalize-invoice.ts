import { pageAddresses } from "#lib/stripe-simulator/checkout/page-addresses.ts";
import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { randomTail } from "#lib/stripe-simulator/core/id.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { moveBalance } from "#lib/stripe-simulator/payments/move-balance.ts";
import { invoiceNote, lineNotes } from "./billing-notes.ts";
import type { Customer, Invoice } from "./billing-objects.ts";
import { buyerOf } from "./compose-invoice.ts";
import { subscriptionOf } from "./invoice-subscription.ts";
import { dueOf, writeTotals } from "./invoice-totals.ts";
import { markInvoicePaid } from "./mark-invoice-paid.ts";

const DAY_SECONDS = 86_400;

/**
 * Turns a draft into an open invoice: number, buyer and sums are frozen and the customer's balance is applied. One that
 * leaves nothing to pay is paid at once.
 */
export function finalizeInvoice(account: Account, invoice: Invoice, isAutoAdvance = true): void {
  if (invoice.status !== "draft") {
    throw invalidRequest("This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
      code: "invoice_not_editable",
    });
  }
  const customer = find(account.tables.customers, "customer", invoice.customer ?? "");
  const now = timeOf(account, customer.id);
  const lines = lineNotes(account).get(invoice.id) ?? [];
  writeTotals(invoice, lines, customer.balance);
  Object.assign(invoice, buyerOf(account, customer), {
    status: "open",
    number: invoice.number ?? nextNumber(customer),
    auto_advance: isAutoAdvance,
    automatically_finalizes_at: null,
    due_date: dueDateOf(account, invoice, now),
    effective_at: invoice.effective_at ?? now,
    hosted_invoice_url: pageAddresses.invoice(account.world.origin, invoice.id),
    invoice_pdf: pageAddresses.invoicePdf(account.world.origin, invoice.id),
  } satisfies Partial<Invoice>);
  invoice.status_transitions.finalized_at = now;
  applyBalance(account, invoice, customer);
  emit(account, "invoice.finalized", invoice);
  if (invoice.amount_due === 0) markInvoicePaid(account, invoice, { kind: "nothing" });
}

function applyBalance(account: Account, invoice: Invoice, customer: Customer): void {
  const { endingBalance, isTooSmall } = dueOf(invoice.total, invoice.starting_balance);
  invoice.ending_balance = endingBalance;
  const moved = endingBalance - invoice.starting_balance;
  if (moved === 0) return;
  moveBalance(account, customer.id, moved, isTooSmall ? "invoice_too_small" : "applied_to_invoice", {
    invoice: invoice.id,
  });
}

function nextNumber(customer: Customer): string {
  const sequence = customer.next_invoice_sequence ?? 1;
  customer.next_invoice_sequence = sequence + 1;
  customer.invoice_prefix ??= randomTail(8).toUpperCase();
  return `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`;
}

function dueDateOf(account: Account, invoice: Invoice, now: number): number | null {
  const days = invoiceNote(account, invoice.id).daysUntilDue ?? subscriptionOf(account, invoice)?.days_until_due;
  return invoice.collection_method === "send_invoice" && days != null ? now + days * DAY_SECONDS : invoice.due_date;
}
