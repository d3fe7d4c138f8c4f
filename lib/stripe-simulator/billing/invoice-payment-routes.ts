import type Stripe from "stripe";
import type { Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";

export const invoicePaymentRoutes = [
  route<Stripe.InvoicePaymentListParams>("GET", "/v1/invoice_payments", listInvoicePayments),
];

function listInvoicePayments({ account, params, url }: Call<Wire<Stripe.InvoicePaymentListParams>>): unknown {
  const rows = [...account.tables.invoicePayments.values()].filter(
    (payment) =>
      (params.invoice === undefined || payment.invoice === params.invoice) &&
      (params.status === undefined || payment.status === params.status) &&
      (params.payment?.payment_intent === undefined ||
        payment.payment.payment_intent === params.payment.payment_intent) &&
      isInRange(payment.created, params.created),
  );
  return listPage(rows, params, url);
}
