import type { Account } from "#lib/stripe-simulator/core/account.ts";
import type { InvoiceItem } from "./billing-objects.ts";

/** A customer's invoice items that wait for an invoice: those of this subscription and those of none. */
export function pendingInvoiceItems(account: Account, customer: string, subscription: string | null): InvoiceItem[] {
  return [...account.tables.invoiceItems.values()].filter((item) => {
    if (item.customer !== customer || item.invoice !== null) return false;
    const own = item.parent?.subscription_details?.subscription ?? null;
    return own === null || own === subscription;
  });
}
