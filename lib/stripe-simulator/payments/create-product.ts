import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { textOf } from "#lib/stripe-simulator/core/text-of.ts";
import { timeByClock } from "#lib/stripe-simulator/core/time-of.ts";

type Product = Wire<Stripe.Product>;

/** What of a product this simulator does not do. */
export const UNSUPPORTED_OF_PRODUCTS = ["package_dimensions", "tax_details"];

/** A new product. 400 when its id is taken. */
export function createProduct(account: Account, params: Wire<Stripe.ProductCreateParams>): Product {
  refuseUnsupported(params, UNSUPPORTED_OF_PRODUCTS);
  const id = params.id ?? newId("prod", 14);
  if (account.tables.products.has(id)) {
    throw invalidRequest("Product already exists.", { code: "resource_already_exists", param: "id" });
  }
  const now = timeByClock(account, null);
  const product: Product = {
    id,
    object: "product",
    active: params.active ?? true,
    created: now,
    default_price: null,
    description: textOf(params.description),
    images: params.images ?? [],
    livemode: false,
    marketing_features: params.marketing_features ?? [],
    metadata: mergeMetadata({}, params.metadata),
    name: params.name,
    package_dimensions: null,
    shippable: params.shippable ?? null,
    statement_descriptor: textOf(params.statement_descriptor),
    tax_code: textOf(params.tax_code),
    tax_details: null,
    type: params.type ?? "service",
    unit_label: textOf(params.unit_label),
    updated: now,
    url: textOf(params.url),
  };
  account.tables.products.set(id, product);
  emit(account, "product.created", product);
  return product;
}
