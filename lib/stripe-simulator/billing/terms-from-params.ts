import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { type PriceData, priceFromData } from "#lib/stripe-simulator/payments/price-from-data.ts";
import type { Price, Terms } from "./billing-objects.ts";

export type ItemParams = {
  id?: string;
  price?: string;
  price_data?: PriceData;
  plan?: string;
  quantity?: number;
  deleted?: boolean;
  /** The price was accepted before, though it is inactive now. */
  isAccepted?: boolean;
  metadata?: Record<string, string | number | null> | "" | null;
};

/** The price and quantity that the one item of a request names; what it leaves out stays as it is. */
export function termsFromParams(account: Account, items: readonly ItemParams[] | undefined, current?: Terms): Terms {
  if (items !== undefined && items.length > 1) throw invalidRequest(ONE_ITEM, { param: "items" });
  const [item] = items ?? [];
  if (item?.deleted) throw invalidRequest("A subscription must have at least one active item.", { param: "items" });
  const price = priceOf(account, item) ?? current?.price;
  if (price === undefined) throw parameterMissing("items");
  if (price.recurring === null) {
    throw invalidRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      {
        param: "items[0][price]",
      },
    );
  }
  const quantity = item?.quantity ?? current?.quantity ?? 1;
  if (!Number.isInteger(quantity) || quantity < 0) {
    throw invalidRequest(`Invalid integer: ${quantity}`, { param: "items[0][quantity]" });
  }
  return { price, quantity };
}

const ONE_ITEM = "The simulator supports one item on a subscription. To change it, pass its id: items[0][id].";

function priceOf(account: Account, item: ItemParams | undefined): Price | undefined {
  const id = item?.price ?? item?.plan;
  if (id !== undefined) {
    const price = find(account.tables.prices, "price", id, "items[0][price]");
    return item?.isAccepted ? price : activePrice(price);
  }
  return item?.price_data === undefined ? undefined : priceFromData(account, item.price_data);
}

function activePrice(price: Price): Price {
  if (price.active) return price;
  throw invalidRequest("The price specified is inactive. This field only accepts active prices.", {
    param: "items[0][price]",
  });
}
