import type Stripe from "stripe";
import { pageAddresses } from "#lib/stripe-simulator/checkout/page-addresses.ts";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { moveBalance } from "#lib/stripe-simulator/payments/move-balance.ts";
import { refundCharge } from "#lib/stripe-simulator/payments/refund-charge.ts";
import type { CreditNote, Invoice } from "./billing-objects.ts";
import { creditNoteLines } from "./credit-note-lines.ts";
import { paymentsOf, refuseWhileProcessing } from "./invoice-payment.ts";
import { markInvoicePaid } from "./mark-invoice-paid.ts";

export type CreditNoteParams = Wire<Stripe.CreditNoteCreateParams>;

/**
 * Takes back part of a finalized invoice. What is not paid yet is no longer due; what was paid is refunded, put on the
 * customer's balance or given back by another way, and these must add up.
 */
export function createCreditNote(account: Account, params: CreditNoteParams): CreditNote {
  refuseUnsupported(params, ["shipping_cost"]);
  const invoice = find(account.tables.invoices, "invoice", params.invoice, "invoice");
  refuseWhileProcessing(account, invoice);
  const lines = creditNoteLines(account, invoice, params);
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const prePayment = invoice.status === "open" ? Math.min(total, invoice.amount_remaining) : 0;
  const postPayment = total - prePayment;
  refuseUnlessFits(invoice, params, { total, postPayment });
  const id = newId("cn");
  const note: CreditNote = {
    ...blankNote(account, invoice, total),
    id,
    effective_at: params.effective_at ?? timeOf(account, invoice.customer),
    lines: { object: "list", data: lines, has_more: false, url: `/v1/credit_notes/${id}/lines` },
    memo: params.memo ?? null,
    metadata: mergeMetadata({}, params.metadata),
    out_of_band_amount: params.out_of_band_amount ?? null,
    post_payment_amount: postPayment,
    pre_payment_amount: prePayment,
    reason: params.reason ?? null,
    type: prePayment === 0 ? "post_payment" : postPayment === 0 ? "pre_payment" : "mixed",
  };
  account.tables.creditNotes.set(id, note);
  giveBack(account, invoice, note, params);
  emit(account, "credit_note.created", note);
  lowerInvoice(account, invoice, note);
  return note;
}

function refuseUnlessFits(
  invoice: Invoice,
  params: CreditNoteParams,
  { total, postPayment }: { total: number; postPayment: number },
): void {
  if (invoice.status !== "open" && invoice.status !== "paid") {
    throw invalidRequest(
      `Credit notes can only be issued for invoices that are open or paid. This one is ${invoice.status}.`,
      {
        param: "invoice",
      },
    );
  }
  const earlier = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
  if (total <= 0 || total > invoice.total - earlier) {
    throw invalidRequest(
      `The sum of credit notes must be above 0 and at most ${invoice.total - earlier} for this invoice.`,
      {
        param: "amount",
      },
    );
  }
  const named = (params.refunds ?? []).reduce((sum, refund) => sum + (refund.amount_refunded ?? 0), 0);
  const given = (params.refund_amount ?? 0) + (params.credit_amount ?? 0) + (params.out_of_band_amount ?? 0) + named;
  if (given !== postPayment) {
    throw invalidRequest(
      `The sum of refund_amount, credit_amount, out_of_band_amount and refunds (${given}) must be what was paid of the credit note (${postPayment}).`,
      { param: "refund_amount" },
    );
  }
}

function giveBack(account: Account, invoice: Invoice, note: CreditNote, params: CreditNoteParams): void {
  for (const { refund, amount_refunded: amount } of params.refunds ?? []) {
    if (refund === undefined) continue;
    find(account.tables.refunds, "refund", refund, "refunds[0][refund]");
    note.refunds.push({ amount_refunded: amount ?? 0, payment_record_refund: null, refund, type: "refund" });
  }
  if (params.refund_amount) {
    const refund = refundCharge(account, chargeOf(account, invoice), { amount: params.refund_amount });
    note.refunds.push({
      amount_refunded: refund.amount,
      payment_record_refund: null,
      refund: refund.id,
      type: "refund",
    });
  }
  if (params.credit_amount && invoice.customer !== null) {
    const moved = moveBalance(account, invoice.customer, -params.credit_amount, "credit_note", {
      creditNote: note.id,
      invoice: invoice.id,
    });
    note.customer_balance_transaction = moved.id;
  }
}

function chargeOf(account: Account, invoice: Invoice): string {
  const paid = paymentsOf(account, invoice.id).find((payment) => payment.status === "paid");
  const charge = account.tables.paymentIntents.get(paid?.payment.payment_intent ?? "")?.latest_charge;
  if (charge) return charge;
  throw invalidRequest("This invoice was not paid through Stripe: there is nothing to refund.", {
    param: "refund_amount",
  });
}

function lowerInvoice(account: Account, invoice: Invoice, note: CreditNote): void {
  invoice.post_payment_credit_notes_amount += note.post_payment_amount;
  invoice.pre_payment_credit_notes_amount += note.pre_payment_amount;
  if (note.pre_payment_amount === 0) return;
  invoice.amount_due -= note.pre_payment_amount;
  invoice.amount_remaining -= note.pre_payment_amount;
  emit(account, "invoice.updated", invoice);
  if (invoice.amount_remaining === 0) markInvoicePaid(account, invoice, { kind: "nothing" });
}

function blankNote(account: Account, invoice: Invoice, total: number): Omit<CreditNote, FilledIn> {
  const earlier = [...account.tables.creditNotes.values()].filter((note) => note.invoice === invoice.id).length;
  return {
    object: "credit_note",
    amount: total,
    amount_shipping: 0,
    created: timeOf(account, invoice.customer),
    currency: invoice.currency,
    customer: invoice.customer ?? "",
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    invoice: invoice.id,
    livemode: false,
    number: `${invoice.number}-CN-${String(earlier + 1).padStart(2, "0")}`,
    pdf: pageAddresses.invoicePdf(account.world.origin, invoice.id),
    pretax_credit_amounts: [],
    refunds: [],
    shipping_cost: null,
    status: "issued",
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
    total_taxes: [],
    voided_at: null,
  };
}

type FilledIn =
  | "id"
  | "effective_at"
  | "lines"
  | "memo"
  | "metadata"
  | "out_of_band_amount"
  | "post_payment_amount"
  | "pre_payment_amount"
  | "reason"
  | "type";
