import type Stripe from "stripe";
import type { Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { markDeleted } from "#lib/stripe-simulator/core/mark-deleted.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import type { InvoiceItem, InvoiceLine } from "./billing-objects.ts";
import { createInvoiceItem } from "./create-invoice-item.ts";
import { changeDraftLines } from "./draft-lines.ts";

export const invoiceItemRoutes = [
  route<Stripe.InvoiceItemCreateParams>("POST", "/v1/invoiceitems", ({ account, params }) => {
    refuseUnsupported(params, ["discounts", "tax_rates"]);
    return createInvoiceItem(account, params);
  }),
  route<Stripe.InvoiceItemListParams>("GET", "/v1/invoiceitems", listInvoiceItems),
  route<Stripe.InvoiceItemDeleteParams>("DELETE", "/v1/invoiceitems/{id}", deleteInvoiceItem),
];

function deleteInvoiceItem({ account, path }: Call<object>): unknown {
  const item = find(account.tables.invoiceItems, "invoiceitem", path.id ?? "");
  const invoice = account.tables.invoices.get(item.invoice ?? "");
  if (invoice !== undefined) {
    changeDraftLines(account, invoice, (lines) => lines.filter((line) => !isOf(line, item)));
  }
  emit(account, "invoiceitem.deleted", item);
  return markDeleted(account, account.tables.invoiceItems, item);
}

function isOf({ parent }: InvoiceLine, { id }: InvoiceItem): boolean {
  return parent?.invoice_item_details?.invoice_item === id || parent?.subscription_item_details?.invoice_item === id;
}

function listInvoiceItems({ account, params, url }: Call<Wire<Stripe.InvoiceItemListParams>>): unknown {
  const rows = [...account.tables.invoiceItems.values()].filter(
    (item) =>
      (params.customer === undefined || item.customer === params.customer) &&
      (params.invoice === undefined || item.invoice === params.invoice) &&
      (params.pending === undefined || (item.invoice === null) === params.pending) &&
      isInRange(item.date, params.created),
  );
  return listPage(rows, params, url);
}
