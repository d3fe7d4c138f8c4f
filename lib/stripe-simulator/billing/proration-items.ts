import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { type Charged, chargedNotes } from "./billing-notes.ts";
import type { InvoiceItem, InvoiceLine, Price, Subscription, SubscriptionItem, Terms } from "./billing-objects.ts";
import { cycleLine, pricingOf, productName, unitAmountOf } from "./invoice-line.ts";
import { prorationLineDescription } from "./line-description.ts";
import { prorate, type Span } from "./prorate.ts";

export type ProrationChange = {
  readonly subscription: Subscription;
  readonly item: SubscriptionItem;
  /** What is sold from now on; null when the subscription ends. */
  readonly terms: Terms | null;
  readonly at: number;
  /** The whole interval around `at` that the new price pays for. */
  readonly whole: Span;
};

/**
 * The two invoice items of a change in mid-period, not kept yet: what was charged for the rest of the period comes
 * back, and the rest is charged at the new terms. `charged` is what a later change will credit.
 */
export function prorationItems(
  account: Account,
  change: ProrationChange,
): { items: InvoiceItem[]; charged: Charged | null } {
  const { item, terms, at } = change;
  const end = item.current_period_end;
  const items: InvoiceItem[] = [];
  const before = liveCharge(account, item, at);
  if (before !== null) items.push(creditItem(account, change, before));
  if (terms === null) return { items, charged: null };
  const debit = invoiceItem(account, change, {
    sign: 1,
    price: terms.price,
    quantity: terms.quantity,
    amount: prorate({
      unitAmountDecimal: unitAmountOf(terms.price),
      quantity: terms.quantity,
      span: change.whole,
      at,
      until: end,
      sign: 1,
    }),
    until: end,
    credited: null,
  });
  items.push(debit);
  return { items, charged: { ...chargedBy(terms, change.whole, end, debit.id), before } };
}

/** The line of a first period that is shorter than the interval its price pays for. */
export function partialFirstLine(
  account: Account,
  sold: { subscription: Subscription; item: SubscriptionItem; terms: Terms; span: Span; whole: Span },
): InvoiceLine {
  const { terms, span, whole } = sold;
  const line = cycleLine(account, sold);
  const at = span.start;
  const { price, quantity } = terms;
  const amount = prorate({
    unitAmountDecimal: unitAmountOf(price),
    quantity,
    span: whole,
    at,
    until: span.end,
    sign: 1,
  });
  const details = line.parent?.subscription_item_details;
  if (details) details.proration = true;
  return {
    ...line,
    amount,
    subtotal: amount,
    description: prorationLineDescription({ product: productName(account, price), quantity, at, sign: 1 }),
    discountable: false,
    pricing: { ...pricingOf(price), unit_amount_decimal: null },
  };
}

/** What the current time of an item was last charged for; a charge that was voided does not count. */
function liveCharge(account: Account, item: SubscriptionItem, at: number): Charged | null {
  let charged = chargedNotes(account).get(item.id) ?? null;
  while (charged !== null && isVoid(account, charged)) charged = charged.before;
  return charged === null || charged.until <= at ? null : charged;
}

function isVoid(account: Account, charged: Charged): boolean {
  const pending = charged.invoiceItem === null ? undefined : account.tables.invoiceItems.get(charged.invoiceItem);
  const invoice = charged.invoice ?? pending?.invoice ?? null;
  return invoice !== null && account.tables.invoices.get(invoice)?.status === "void";
}

function creditItem(account: Account, change: ProrationChange, before: Charged): InvoiceItem {
  const price = account.tables.prices.get(before.price) ?? change.item.price;
  const { unitAmountDecimal, quantity, span, until } = before;
  const amount = prorate({ unitAmountDecimal, quantity, span, at: change.at, until, sign: -1 });
  return invoiceItem(account, change, {
    sign: -1,
    price,
    quantity,
    amount,
    until,
    credited: creditedOf(account, before),
  });
}

function creditedOf(account: Account, before: Charged): Credited | null {
  const pending = before.invoiceItem === null ? undefined : account.tables.invoiceItems.get(before.invoiceItem);
  const invoice = before.invoice ?? pending?.invoice ?? null;
  if (invoice !== null) {
    const line = before.line ?? lineBilling(account, invoice, before.invoiceItem);
    return {
      type: "invoice_line_items",
      invoice_line_item_details: { invoice, invoice_line_items: line === null ? [] : [line] },
    };
  }
  return pending === undefined ? null : { type: "invoice_item", invoice_item: pending.id };
}

function lineBilling(account: Account, invoiceId: string, itemId: string | null): string | null {
  const lines = account.tables.invoices.get(invoiceId)?.lines.data ?? [];
  return lines.find((line) => line.parent?.subscription_item_details?.invoice_item === itemId)?.id ?? null;
}

type Credited = NonNullable<NonNullable<InvoiceItem["proration_details"]>["credited_items"]>;

function chargedBy(
  { price, quantity }: Terms,
  span: Span,
  until: number,
  invoiceItem: string,
): Omit<Charged, "before"> {
  const unitAmountDecimal = unitAmountOf(price);
  return { price: price.id, unitAmountDecimal, quantity, span, until, invoice: null, line: null, invoiceItem };
}

function invoiceItem(
  account: Account,
  { subscription, item, at }: ProrationChange,
  fields: { sign: 1 | -1; price: Price; quantity: number; amount: number; until: number; credited: Credited | null },
): InvoiceItem {
  const { sign, price, quantity, amount, until, credited } = fields;
  return {
    id: newId("ii"),
    object: "invoiceitem",
    amount,
    currency: price.currency,
    customer: subscription.customer,
    customer_account: null,
    date: timeOf(account, subscription.customer),
    description: prorationLineDescription({ product: productName(account, price), quantity, at, sign }),
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    net_amount: amount,
    parent: {
      type: "subscription_details",
      subscription_details: { subscription: subscription.id, subscription_item: item.id },
    },
    period: { start: at, end: until },
    pricing: { ...pricingOf(price), unit_amount_decimal: null },
    proration: true,
    proration_details: { credited_items: credited, discount_amounts: [] },
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
    test_clock: subscription.test_clock,
  };
}
