import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { callApi } from "./call-api.ts";
import type { LineItem, SessionParams } from "./session-notes.ts";

type Price = Wire<Stripe.Price>;
type LineItemParams = NonNullable<SessionParams["line_items"]>[number];

/** What a session sells, for the whole of each price. Prices given as data are made, and are of no further use. */
export function makeLineItems(account: Account, items: SessionParams["line_items"]): LineItem[] {
  return (items ?? []).map((item, index) => makeLineItem(account, item, `line_items[${index}]`));
}

function makeLineItem(account: Account, item: LineItemParams, param: string): LineItem {
  const price = priceOf(account, item, param);
  const { quantity } = item;
  if (quantity === undefined) throw parameterMissing(`${param}[quantity]`);
  if (quantity < 1) throw invalidRequest("Quantity must be 1 or more.", { param: `${param}[quantity]` });
  if (price.unit_amount === null) {
    throw invalidRequest("The simulator's checkout sells prices of whole cents only.", { param: `${param}[price]` });
  }
  const amount = price.unit_amount * quantity;
  return {
    id: newId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: productNameOf(account, price),
    metadata: metadataOf(item),
    price: structuredClone(price),
    quantity,
  };
}

function priceOf(account: Account, item: LineItemParams, param: string): Price {
  if (item.price !== undefined && item.price_data !== undefined) {
    throw invalidRequest("You may only specify one of these parameters: price, price_data.", { param });
  }
  if (item.price !== undefined) {
    const price = find(account.tables.prices, "price", item.price, `${param}[price]`);
    if (price.active) return price;
    throw invalidRequest(`The price specified is inactive. This field only accepts active prices.`, {
      param: `${param}[price]`,
    });
  }
  if (item.price_data === undefined) throw parameterMissing(`${param}[price]`);
  const { product, product_data, ...rest } = item.price_data;
  const made = callApi<Price>(account, "POST", "/v1/prices", {
    ...rest,
    product: product ?? callApi<{ id: string }>(account, "POST", "/v1/products", product_data ?? {}).id,
  });
  made.active = false;
  return made;
}

function productNameOf(account: Account, price: Price): string | null {
  return account.tables.products.get(String(price.product))?.name ?? null;
}

function metadataOf({ metadata }: LineItemParams): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, String(value)]));
}
