import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import type { Invoice } from "./billing-objects.ts";
import { collectInvoice } from "./collect-invoice.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { refuseWhileProcessing } from "./invoice-payment.ts";
import { markInvoicePaid } from "./mark-invoice-paid.ts";
import { paymentFailure } from "./payment-failure.ts";

export type InvoicePaymentWish = {
  readonly paymentMethod?: string;
  readonly isOffSession: boolean;
  /** The money came by another way; nothing is charged. */
  readonly isOutOfBand: boolean;
};

/** Pays an invoice now, finalizing it first if need be. 402 when the payment fails, 400 when there is nothing to pay. */
export function payInvoice(account: Account, invoice: Invoice, wish: InvoicePaymentWish): Invoice {
  if (invoice.status === "draft") {
    finalizeInvoice(account, invoice);
    if (invoice.status !== "draft" && invoice.amount_due === 0) return invoice;
  }
  if (invoice.status === "paid") throw invalidRequest("Invoice is already paid", { code: "invoice_already_paid" });
  if (invoice.status === "void") throw invalidRequest("This invoice is void: it can't be paid.");
  refuseWhileProcessing(account, invoice);
  if (wish.isOutOfBand) {
    markInvoicePaid(account, invoice, { kind: "out_of_band" });
    return invoice;
  }
  const result = collectInvoice(account, invoice, {
    paymentMethod: wish.paymentMethod ?? null,
    isOffSession: wish.isOffSession,
    isScheduled: false,
  });
  if (result.outcome === "failed" || result.outcome === "requires_action") throw paymentFailure(result);
  return invoice;
}
