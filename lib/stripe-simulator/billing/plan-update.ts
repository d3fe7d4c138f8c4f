import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { Charged } from "./billing-notes.ts";
import type { InvoiceItem, ProrationBehavior, Subscription, SubscriptionItem, Terms } from "./billing-objects.ts";
import { periodContaining } from "./billing-period.ts";
import { composeInvoice, type InvoiceDraft } from "./compose-invoice.ts";
import { lineOfInvoiceItem } from "./invoice-line.ts";
import { pendingInvoiceItems } from "./pending-invoice-items.ts";
import type { Span } from "./prorate.ts";
import { prorationItems } from "./proration-items.ts";
import { cycleOf, itemOf, termsOf } from "./subscription-item.ts";
import { type ItemParams, termsFromParams } from "./terms-from-params.ts";

export type UpdateOfItems = {
  readonly items: readonly ItemParams[];
  readonly behavior: ProrationBehavior;
  /** When the change counts from; now unless given. */
  readonly prorationDate?: number;
};

export type PlannedUpdate = {
  readonly terms: Terms;
  /** Prorations that do not exist yet. */
  readonly items: InvoiceItem[];
  /** What is charged from then on; undefined where the charge stays what it was. */
  readonly charged: Charged | null | undefined;
  /** The invoice of `always_invoice`. */
  readonly draft: InvoiceDraft | null;
};

/** What a change of price or quantity bills: the one calculation behind updating a subscription and previewing it. */
export function planUpdate(account: Account, subscription: Subscription, update: UpdateOfItems): PlannedUpdate {
  const item = changedItem(subscription, update.items);
  const terms = termsFromParams(account, update.items, termsOf(item));
  const now = timeOf(account, subscription.customer);
  const at = update.prorationDate ?? now;
  refuseUpdate(subscription, item, terms, at);
  const isSame = terms.price.id === item.price.id && terms.quantity === item.quantity;
  if (isSame || update.behavior === "none") return { terms, items: [], charged: undefined, draft: null };
  const whole = wholePeriod(subscription, terms, at);
  const { items, charged } = prorationItems(account, { subscription, item, terms, at, whole });
  if (update.behavior !== "always_invoice") return { terms, items, charged, draft: null };
  return {
    terms,
    items,
    charged,
    draft: draftOf(account, subscription, items, { start: item.current_period_start, now, at }),
  };
}

/** The invoice that bills prorations at once, with whatever else waits for an invoice. */
export function draftOf(
  account: Account,
  subscription: Subscription,
  prorations: readonly InvoiceItem[],
  moment: { start: number; now: number; at?: number },
): InvoiceDraft {
  const items = [...pendingInvoiceItems(account, subscription.customer, subscription.id), ...prorations];
  return composeInvoice(account, {
    customer: find(account.tables.customers, "customer", subscription.customer),
    subscription,
    reason: "subscription_update",
    lines: items.map(lineOfInvoiceItem),
    items,
    currency: subscription.currency,
    period: { start: moment.start, end: moment.now },
    ...(moment.at === undefined ? {} : { prorationDate: moment.at }),
  });
}

/** The whole interval around a moment, by the subscription's own anchor. */
export function wholePeriod(subscription: Subscription, { price }: Terms, at: number): Span {
  const dayOfMonth = subscription.billing_cycle_anchor_config?.day_of_month;
  return periodContaining(cycleOf(price, subscription.billing_cycle_anchor, dayOfMonth), at);
}

function changedItem(subscription: Subscription, items: readonly ItemParams[]): SubscriptionItem {
  const item = itemOf(subscription);
  const [given] = items;
  if (given?.id === item.id) return item;
  if (given?.id !== undefined) {
    throw invalidRequest(`No such subscription item: '${given.id}'`, {
      code: "resource_missing",
      param: "items[0][id]",
    });
  }
  throw invalidRequest(
    "The simulator supports one item on a subscription. To change it, pass its id as items[0][id]; without it Stripe would add a second one.",
    { param: "items[0][id]" },
  );
}

function refuseUpdate(subscription: Subscription, item: SubscriptionItem, { price }: Terms, at: number): void {
  if (price.currency !== subscription.currency) {
    throw invalidRequest(
      `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${subscription.currency}\`.`,
      { param: "items[0][price]" },
    );
  }
  const { recurring } = item.price;
  if (
    price.recurring?.interval !== recurring?.interval ||
    price.recurring?.interval_count !== recurring?.interval_count
  ) {
    throw invalidRequest("The simulator does not support a change to a price with another interval.", {
      param: "items[0][price]",
    });
  }
  if (at < item.current_period_start || at > item.current_period_end) {
    throw invalidRequest("Cannot specify a proration date outside of the current period.", { param: "proration_date" });
  }
}
