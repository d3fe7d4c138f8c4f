import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { textOf } from "#lib/stripe-simulator/core/text-of.ts";
import { timeByClock } from "#lib/stripe-simulator/core/time-of.ts";
import { createProduct } from "./create-product.ts";

type Price = Wire<Stripe.Price>;
type CreateParams = Wire<Stripe.PriceCreateParams>;

/** What of a price this simulator does not do. */
export const UNSUPPORTED_OF_PRICES = [
  "currency_options",
  "custom_unit_amount",
  "tiers",
  "tiers_mode",
  "transform_quantity",
];

/** A new price, of a product that exists or of a new one. 400 when its lookup key belongs to another price. */
export function createPrice(account: Account, params: CreateParams): Price {
  refuseUnsupported(params, UNSUPPORTED_OF_PRICES);
  if (params.unit_amount === undefined && params.unit_amount_decimal === undefined)
    throw parameterMissing("unit_amount");
  claimLookupKey(account, params.lookup_key, params.transfer_lookup_key ?? false);
  const decimal = params.unit_amount_decimal ?? String(params.unit_amount);
  const price: Price = {
    id: newId("price"),
    object: "price",
    active: params.active ?? true,
    billing_scheme: "per_unit",
    created: timeByClock(account, null),
    currency: params.currency.toLowerCase(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: textOf(params.lookup_key),
    metadata: mergeMetadata({}, params.metadata),
    nickname: textOf(params.nickname),
    product: productOf(account, params),
    recurring: recurringOf(params.recurring),
    tax_behavior: params.tax_behavior ?? "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: params.recurring === undefined ? "one_time" : "recurring",
    unit_amount: /^-?\d+$/.test(decimal) ? Number(decimal) : null,
    unit_amount_decimal: decimal,
  };
  account.tables.prices.set(price.id, price);
  emit(account, "price.created", price);
  return price;
}

function productOf(account: Account, { product, product_data }: CreateParams): string {
  if (product !== undefined) return find(account.tables.products, "product", product, "product").id;
  if (product_data === undefined) throw parameterMissing("product");
  return createProduct(account, product_data).id;
}

function recurringOf(given: CreateParams["recurring"]): Price["recurring"] {
  if (given === undefined) return null;
  if (given.usage_type === "metered") {
    throw invalidRequest("The simulator does not do metered prices.", { param: "recurring[usage_type]" });
  }
  return {
    interval: given.interval,
    interval_count: given.interval_count ?? 1,
    meter: null,
    trial_period_days: null,
    usage_type: "licensed",
  };
}

/** A lookup key names one active price; it moves to another only when that is asked for. */
export function claimLookupKey(account: Account, key: string | undefined, isTransfer: boolean, self?: Price): void {
  if (!key) return;
  const owner = [...account.tables.prices.values()].find((price) => price.lookup_key === key && price !== self);
  if (owner === undefined) return;
  if (!isTransfer) {
    throw invalidRequest(`A price (\`${owner.id}\`) already uses that lookup key.`, { param: "lookup_key" });
  }
  owner.lookup_key = null;
  emit(account, "price.updated", owner, { previous: { lookup_key: key } });
}
