import type Stripe from "stripe";
import type { Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { previousOf } from "#lib/stripe-simulator/core/previous-of.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { textOf } from "#lib/stripe-simulator/core/text-of.ts";
import { claimLookupKey, createPrice, UNSUPPORTED_OF_PRICES } from "./create-price.ts";

type Price = Wire<Stripe.Price>;

export const priceRoutes = [
  route<Stripe.PriceCreateParams>("POST", "/v1/prices", ({ account, params }) => createPrice(account, params)),
  route<Stripe.PriceListParams>("GET", "/v1/prices", listPrices),
  route<Stripe.PriceRetrieveParams>("GET", "/v1/prices/{id}", ({ account, path }) =>
    find(account.tables.prices, "price", path.id ?? ""),
  ),
  route<Stripe.PriceUpdateParams>("POST", "/v1/prices/{id}", updatePrice),
];

function updatePrice({ account, path, params }: Call<Wire<Stripe.PriceUpdateParams>>): Price {
  const price = find(account.tables.prices, "price", path.id ?? "");
  refuseUnsupported(params, UNSUPPORTED_OF_PRICES);
  claimLookupKey(account, params.lookup_key, params.transfer_lookup_key ?? false, price);
  const before = structuredClone(price);
  if (params.active !== undefined) price.active = params.active;
  if (params.tax_behavior !== undefined) price.tax_behavior = params.tax_behavior;
  price.lookup_key = textOf(params.lookup_key, price.lookup_key);
  price.nickname = textOf(params.nickname, price.nickname);
  price.metadata = mergeMetadata(price.metadata, params.metadata);
  const previous = previousOf(before, price);
  if (Object.keys(previous).length > 0) emit(account, "price.updated", price, { previous });
  return price;
}

function listPrices({ account, params, url }: Call<Wire<Stripe.PriceListParams>>): unknown {
  const rows = [...account.tables.prices.values()].filter(
    (price) =>
      (params.active === undefined || price.active === params.active) &&
      (params.currency === undefined || price.currency === params.currency) &&
      (params.lookup_keys === undefined || params.lookup_keys.includes(price.lookup_key ?? "")) &&
      (params.product === undefined || price.product === params.product) &&
      (params.type === undefined || price.type === params.type) &&
      (params.recurring?.interval === undefined || price.recurring?.interval === params.recurring.interval) &&
      isInRange(price.created, params.created),
  );
  return listPage(rows, params, url);
}
