import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { textOf } from "#lib/stripe-simulator/core/text-of.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { invoiceNote } from "./billing-notes.ts";
import type { Invoice } from "./billing-objects.ts";
import { customFields } from "./invoice-settings.ts";
import { ownMethod } from "./own-method.ts";
import { invoicePaymentSettings, paymentSettings } from "./payment-settings.ts";

export type InvoiceFields = Wire<Stripe.InvoiceUpdateParams>;

const DAY_SECONDS = 86_400;

/** Writes what a request gives of a draft, besides its metadata; what it leaves out stays. */
export function writeInvoiceFields(account: Account, invoice: Invoice, fields: InvoiceFields): void {
  if (fields.auto_advance !== undefined) invoice.auto_advance = fields.auto_advance;
  if (fields.custom_fields !== undefined) invoice.custom_fields = customFields(fields.custom_fields);
  if (fields.default_payment_method !== undefined) {
    invoice.default_payment_method = ownMethod(account, invoice.customer ?? "", fields.default_payment_method);
  }
  invoice.description = textOf(fields.description, invoice.description);
  invoice.footer = textOf(fields.footer, invoice.footer);
  invoice.number = textOf(fields.number, invoice.number);
  invoice.statement_descriptor = textOf(fields.statement_descriptor, invoice.statement_descriptor);
  if (fields.effective_at !== undefined) invoice.effective_at = fields.effective_at || null;
  if (fields.payment_settings !== undefined) writePaymentSettings(invoice, fields.payment_settings);
  writeDueDate(account, invoice, fields);
}

function writeDueDate(account: Account, invoice: Invoice, fields: InvoiceFields): void {
  if (fields.collection_method !== undefined) invoice.collection_method = fields.collection_method;
  const { days_until_due: days, due_date: dueDate } = fields;
  if (days === undefined && dueDate === undefined) return;
  if (invoice.collection_method !== "send_invoice") {
    throw invalidRequest("You can only set a due date if collection_method is send_invoice.", { param: "due_date" });
  }
  if (days !== undefined && dueDate !== undefined) {
    throw invalidRequest("You may only specify one of these parameters: days_until_due, due_date.", {
      code: "parameters_exclusive",
    });
  }
  const note = invoiceNote(account, invoice.id);
  if (dueDate === undefined) note.daysUntilDue = days;
  else delete note.daysUntilDue;
  invoice.due_date = dueDate ?? timeOf(account, invoice.customer) + (days ?? 0) * DAY_SECONDS;
}

function writePaymentSettings(invoice: Invoice, given: NonNullable<InvoiceFields["payment_settings"]>): void {
  const { payment_method_options, payment_method_types } = given;
  const written = invoicePaymentSettings(
    paymentSettings(null, {
      ...(payment_method_options === undefined ? {} : { payment_method_options }),
      ...(payment_method_types === undefined ? {} : { payment_method_types }),
    }),
  );
  if (payment_method_options !== undefined)
    invoice.payment_settings.payment_method_options = written.payment_method_options;
  if (payment_method_types !== undefined) invoice.payment_settings.payment_method_types = written.payment_method_types;
}
