import type { StripeInvoice } from "./read-invoices.ts";

/**
 * Whether a subscription's draft will never become an invoice: neither does Stripe finalize it by itself, as it does
 * unless the subscription has ended, nor does Weir, once a purchase order is there.
 */
export function isAbandoned({ state, reason, isAutomatic, isHeld }: StripeInvoice): boolean {
  return state === "draft" && reason !== "other" && !isAutomatic && !isHeld;
}
