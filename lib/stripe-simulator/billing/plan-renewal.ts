import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import type { Charged } from "./billing-notes.ts";
import type { Customer, InvoiceItem, Subscription, Terms } from "./billing-objects.ts";
import { composeInvoice, type InvoiceDraft } from "./compose-invoice.ts";
import { cycleLine, lineOfInvoiceItem, unitAmountOf } from "./invoice-line.ts";
import { pendingInvoiceItems } from "./pending-invoice-items.ts";
import { wholePeriod } from "./plan-update.ts";
import type { Span } from "./prorate.ts";
import { itemOf } from "./subscription-item.ts";

export type PlannedRenewal = { readonly span: Span; readonly charged: Charged; readonly draft: InvoiceDraft };

/**
 * The next period of a subscription and its invoice: the one calculation behind a renewal and its preview. `added` are
 * invoice items that do not exist yet, as a preview has them.
 */
export function planRenewal(
  account: Account,
  subscription: Subscription,
  terms: Terms,
  options: { added?: readonly InvoiceItem[]; isRecurringOnly?: boolean; customer?: Customer } = {},
): PlannedRenewal {
  const item = itemOf(subscription);
  const span = wholePeriod(subscription, terms, item.current_period_end);
  const waiting = pendingInvoiceItems(account, subscription.customer, subscription.id);
  const items = options.isRecurringOnly ? [] : [...waiting, ...(options.added ?? [])];
  const line = cycleLine(account, { subscription, item, terms, span });
  const draft = composeInvoice(account, {
    customer: options.customer ?? find(account.tables.customers, "customer", subscription.customer),
    subscription,
    reason: "subscription_cycle",
    lines: [...items.map(lineOfInvoiceItem), line],
    items,
    currency: subscription.currency,
    period: { start: item.current_period_start, end: item.current_period_end },
  });
  const charged: Charged = {
    price: terms.price.id,
    unitAmountDecimal: unitAmountOf(terms.price),
    quantity: terms.quantity,
    span,
    until: span.end,
    invoice: draft.invoice.id,
    line: line.id,
    invoiceItem: null,
    before: null,
  };
  return { span, charged, draft };
}
