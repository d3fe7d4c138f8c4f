import { billingRoutes } from "#lib/stripe-simulator/billing/routes.ts";
import type { Account, Part } from "#lib/stripe-simulator/core/account.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { invoiceNote } from "./billing-notes.ts";
import type { Customer, Invoice } from "./billing-objects.ts";
import { dueBilling } from "./due.ts";
import { paymentsOf } from "./invoice-payment.ts";
import { cancelAllOf, followSettledIntent, payFromArrivedCash } from "./settle-payments.ts";

/** What billing adds to the core: its routes, what falls due, and what payments and incoming money cause. */
export const billing: Part = {
  routes: billingRoutes,
  due: dueBilling,
  onPaymentSettled: followSettledIntent,
  onCashArrived: payFromArrivedCash,
  onCustomerDeleted: cancelAllOf,
  expansions: {
    invoice: {
      payments: (account, { id }: Invoice) =>
        listPage(paymentsOf(account, id), undefined, `/v1/invoice_payments?invoice=${id}`),
      confirmation_secret: confirmationSecret,
    },
    customer: {
      subscriptions: (account, { id }: Customer) =>
        listPage(
          [...account.tables.subscriptions.values()].filter(
            ({ customer, status }) => customer === id && status !== "canceled",
          ),
          undefined,
          `/v1/customers/${id}/subscriptions`,
        ),
    },
  },
};

function confirmationSecret(account: Account, { id }: Invoice): unknown {
  const intent = account.tables.paymentIntents.get(invoiceNote(account, id).intent ?? "");
  return intent?.client_secret == null ? null : { client_secret: intent.client_secret, type: "payment_intent" };
}
