import type Stripe from "stripe";
import type { Account, Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage, pageInOrder } from "#lib/stripe-simulator/core/list-page.ts";
import { markDeleted } from "#lib/stripe-simulator/core/mark-deleted.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { previousOf } from "#lib/stripe-simulator/core/previous-of.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { lineNotes } from "./billing-notes.ts";
import type { Invoice } from "./billing-objects.ts";
import { createInvoice, UNSUPPORTED_OF_INVOICES } from "./create-invoice.ts";
import { linesOf, refuseUnlessDraft } from "./draft-lines.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { writeInvoiceFields } from "./invoice-fields.ts";
import { payInvoice } from "./pay-invoice.ts";
import { previewInvoice } from "./preview-invoice.ts";
import { sendInvoice } from "./send-invoice.ts";
import { markUncollectible, voidInvoice } from "./void-invoice.ts";

/** How long after a finalization by hand Stripe waits before it charges. */
const COLLECTED_AFTER_SECONDS = 3600;

export const invoiceRoutes = [
  route<Stripe.InvoiceCreateParams>("POST", "/v1/invoices", ({ account, params }) => createInvoice(account, params)),
  route<Stripe.InvoiceListParams>("GET", "/v1/invoices", listInvoices),
  route<Stripe.InvoiceCreatePreviewParams>("POST", "/v1/invoices/create_preview", ({ account, params }) =>
    previewInvoice(account, params),
  ),
  route<Stripe.InvoiceRetrieveParams>("GET", "/v1/invoices/{id}", invoiceAt),
  route<Stripe.InvoiceUpdateParams>("POST", "/v1/invoices/{id}", updateInvoice),
  route<Stripe.InvoiceDeleteParams>("DELETE", "/v1/invoices/{id}", deleteInvoice),
  route<Stripe.InvoiceListLineItemsParams>("GET", "/v1/invoices/{id}/lines", (call) =>
    pageInOrder(linesOf(call.account, invoiceAt(call)), call.params, call.url),
  ),
  route<Stripe.InvoiceFinalizeInvoiceParams>("POST", "/v1/invoices/{id}/finalize", finalize),
  route<Stripe.InvoicePayParams>("POST", "/v1/invoices/{id}/pay", pay),
  route<Stripe.InvoiceSendInvoiceParams>("POST", "/v1/invoices/{id}/send", (call) => doTo(call, sendInvoice)),
  route<Stripe.InvoiceVoidInvoiceParams>("POST", "/v1/invoices/{id}/void", (call) => doTo(call, voidInvoice)),
  route<Stripe.InvoiceMarkUncollectibleParams>("POST", "/v1/invoices/{id}/mark_uncollectible", (call) =>
    doTo(call, markUncollectible),
  ),
];

function invoiceAt({ account, path }: Call<object>): Invoice {
  return find(account.tables.invoices, "invoice", path.id ?? "");
}

function doTo(call: Call<object>, act: (account: Account, invoice: Invoice) => void): Invoice {
  const invoice = invoiceAt(call);
  act(call.account, invoice);
  return invoice;
}

function finalize(call: Call<Wire<Stripe.InvoiceFinalizeInvoiceParams>>): Invoice {
  const invoice = invoiceAt(call);
  const isAutoAdvance = call.params.auto_advance ?? invoice.auto_advance ?? false;
  finalizeInvoice(call.account, invoice, isAutoAdvance);
  if (invoice.status === "open" && invoice.collection_method === "charge_automatically" && isAutoAdvance) {
    invoice.next_payment_attempt = timeOf(call.account, invoice.customer) + COLLECTED_AFTER_SECONDS;
  }
  return invoice;
}

function pay(call: Call<Wire<Stripe.InvoicePayParams>>): Invoice {
  const { params } = call;
  refuseUnsupported(params, ["forgive", "mandate", "source"]);
  return payInvoice(call.account, invoiceAt(call), {
    ...(params.payment_method === undefined ? {} : { paymentMethod: params.payment_method }),
    isOffSession: params.off_session ?? true,
    isOutOfBand: params.paid_out_of_band ?? false,
  });
}

/** Once finalized only the metadata and the automatic collection may change. */
function updateInvoice(call: Call<Wire<Stripe.InvoiceUpdateParams>>): Invoice {
  const { account, params } = call;
  refuseUnsupported(params, UNSUPPORTED_OF_INVOICES);
  const invoice = invoiceAt(call);
  const { metadata, auto_advance, ...frozen } = params;
  if (Object.keys(frozen).length > 0) refuseUnlessDraft(invoice);
  const before = structuredClone(invoice);
  writeInvoiceFields(account, invoice, params);
  invoice.metadata = mergeMetadata(invoice.metadata ?? {}, metadata);
  if (auto_advance !== undefined && invoice.status === "draft") {
    const later = timeOf(account, invoice.customer) + COLLECTED_AFTER_SECONDS;
    invoice.automatically_finalizes_at = auto_advance ? (invoice.automatically_finalizes_at ?? later) : null;
  }
  const previous = previousOf(before, invoice);
  if (Object.keys(previous).length > 0) emit(account, "invoice.updated", invoice, { previous });
  return invoice;
}

function deleteInvoice(call: Call<object>): unknown {
  const { account } = call;
  const invoice = invoiceAt(call);
  if (invoice.status !== "draft" || invoice.parent !== null) {
    throw invalidRequest("You can only delete draft invoices that were made by hand. Void this one instead.", {
      code: "invoice_not_editable",
    });
  }
  emit(account, "invoice.deleted", invoice);
  for (const item of account.tables.invoiceItems.values()) {
    if (item.invoice === invoice.id) account.tables.invoiceItems.delete(item.id);
  }
  lineNotes(account).delete(invoice.id);
  return markDeleted(account, account.tables.invoices, invoice);
}

function listInvoices({ account, params, url }: Call<Wire<Stripe.InvoiceListParams>>): unknown {
  const rows = [...account.tables.invoices.values()].filter(
    (invoice) =>
      (params.customer === undefined || invoice.customer === params.customer) &&
      (params.status === undefined || invoice.status === params.status) &&
      (params.collection_method === undefined || invoice.collection_method === params.collection_method) &&
      (params.subscription === undefined ||
        invoice.parent?.subscription_details?.subscription === params.subscription) &&
      (params.due_date === undefined || (invoice.due_date !== null && isInRange(invoice.due_date, params.due_date))) &&
      isInRange(invoice.created, params.created),
  );
  return listPage(rows, params, url);
}
