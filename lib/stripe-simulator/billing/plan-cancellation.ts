import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { InvoiceItem, Subscription } from "./billing-objects.ts";
import type { InvoiceDraft } from "./compose-invoice.ts";
import { draftOf, wholePeriod } from "./plan-update.ts";
import { prorationItems } from "./proration-items.ts";
import { itemOf, termsOf } from "./subscription-item.ts";

/** What ending a subscription in mid-period gives back, and the invoice over it. */
export function planCancellation(
  account: Account,
  subscription: Subscription,
  options: { isProrated: boolean; at?: number },
): { items: InvoiceItem[]; draft: InvoiceDraft } {
  const now = timeOf(account, subscription.customer);
  const at = options.at ?? now;
  const item = itemOf(subscription);
  const whole = wholePeriod(subscription, termsOf(item), at);
  const { items } = options.isProrated
    ? prorationItems(account, { subscription, item, terms: null, at, whole })
    : { items: [] };
  return { items, draft: draftOf(account, subscription, items, { start: item.current_period_start, now, at }) };
}
