import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import type { InvoiceItem, InvoiceLine, Price, Subscription, SubscriptionItem, Terms } from "./billing-objects.ts";
import { centsOf } from "./decimal-cents.ts";
import { cycleLineDescription } from "./line-description.ts";
import type { Span } from "./prorate.ts";

type LineFields = Pick<InvoiceLine, "amount" | "currency" | "description" | "parent" | "period" | "pricing"> &
  Partial<InvoiceLine>;

/** The line of a whole period of a subscription. */
export function cycleLine(
  account: Account,
  sold: { subscription: Subscription; item: SubscriptionItem; terms: Terms; span: Span },
): InvoiceLine {
  const { subscription, item, span } = sold;
  const { price, quantity } = sold.terms;
  const unitAmountDecimal = unitAmountOf(price);
  return line({
    amount: centsOf(unitAmountDecimal, quantity),
    currency: price.currency,
    description: cycleLineDescription({
      product: productName(account, price),
      quantity,
      unitAmountDecimal,
      currency: price.currency,
      interval: price.recurring?.interval ?? "month",
      intervalCount: price.recurring?.interval_count ?? 1,
    }),
    discountable: true,
    parent: {
      type: "subscription_item_details",
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: item.id,
      },
    },
    metadata: { ...subscription.metadata },
    period: { ...span },
    pricing: pricingOf(price),
    quantity,
    subscription: subscription.id,
  });
}

/** The line that bills an invoice item. */
export function lineOfInvoiceItem(item: InvoiceItem): InvoiceLine {
  return line({
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discountable: item.discountable,
    metadata: { ...item.metadata },
    parent: parentOf(item),
    period: { ...item.period },
    pricing: item.pricing,
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subscription: item.parent?.subscription_details?.subscription ?? null,
  });
}

/** Price of one in cents, as a decimal. */
export function unitAmountOf(price: Price): string {
  return price.unit_amount_decimal ?? String(price.unit_amount ?? 0);
}

export function pricingOf(price: Price): NonNullable<InvoiceLine["pricing"]> {
  return {
    type: "price_details",
    price_details: { price: price.id, product: price.product },
    unit_amount_decimal: unitAmountOf(price),
  };
}

export function productName(account: Account, price: Price): string {
  return account.tables.products.get(price.product)?.name ?? price.product;
}

function parentOf(item: InvoiceItem): InvoiceLine["parent"] {
  const subscription = item.parent?.subscription_details?.subscription ?? null;
  const credited = item.proration_details?.credited_items?.invoice_line_item_details ?? null;
  const details = { proration: item.proration, proration_details: { credited_items: credited }, subscription };
  const subscriptionItem = item.parent?.subscription_details?.subscription_item;
  if (subscriptionItem === undefined) {
    return {
      type: "invoice_item_details",
      invoice_item_details: { ...details, invoice_item: item.id },
      subscription_item_details: null,
    };
  }
  return {
    type: "subscription_item_details",
    invoice_item_details: null,
    subscription_item_details: { ...details, invoice_item: item.id, subscription_item: subscriptionItem },
  };
}

function line(fields: LineFields): InvoiceLine {
  const quantity = fields.quantity ?? 1;
  return {
    id: newId("il"),
    object: "line_item",
    discount_amounts: [],
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity,
    quantity_decimal: String(quantity),
    subscription: null,
    subtotal: fields.amount,
    taxes: [],
    ...fields,
  };
}
