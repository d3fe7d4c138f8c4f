import type { Account } from "#lib/stripe-simulator/core/account.ts";
import type { Invoice, Subscription } from "./billing-objects.ts";

/** The subscription that an invoice bills, or null. */
export function subscriptionOf(account: Account, invoice: Invoice): Subscription | null {
  const id = invoice.parent?.subscription_details?.subscription;
  return id === undefined ? null : (account.tables.subscriptions.get(id) ?? null);
}
