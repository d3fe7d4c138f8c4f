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
import { timeByClock } from "#lib/stripe-simulator/core/time-of.ts";
import { createPrice } from "./create-price.ts";
import { createProduct, UNSUPPORTED_OF_PRODUCTS } from "./create-product.ts";

type Product = Wire<Stripe.Product>;

export const productRoutes = [
  route<Stripe.ProductCreateParams>("POST", "/v1/products", ({ account, params }) => {
    const product = createProduct(account, params);
    if (params.default_price_data !== undefined) {
      product.default_price = createPrice(account, { ...params.default_price_data, product: product.id }).id;
    }
    return product;
  }),
  route<Stripe.ProductListParams>("GET", "/v1/products", ({ account, params, url }) => {
    const rows = [...account.tables.products.values()].filter(
      (product) =>
        (params.active === undefined || product.active === params.active) &&
        (params.ids === undefined || params.ids.includes(product.id)) &&
        isInRange(product.created, params.created),
    );
    return listPage(rows, params, url);
  }),
  route<Stripe.ProductRetrieveParams>("GET", "/v1/products/{id}", ({ account, path }) =>
    find(account.tables.products, "product", path.id ?? ""),
  ),
  route<Stripe.ProductUpdateParams>("POST", "/v1/products/{id}", updateProduct),
];

function updateProduct({ account, path, params }: Call<Wire<Stripe.ProductUpdateParams>>): Product {
  const product = find(account.tables.products, "product", path.id ?? "");
  refuseUnsupported(params, UNSUPPORTED_OF_PRODUCTS);
  const before = structuredClone(product);
  if (params.default_price) find(account.tables.prices, "price", params.default_price, "default_price");
  if (params.active !== undefined) product.active = params.active;
  if (params.name !== undefined) product.name = params.name;
  if (params.images !== undefined) product.images = params.images || [];
  if (params.marketing_features !== undefined) product.marketing_features = params.marketing_features || [];
  if (params.shippable !== undefined) product.shippable = params.shippable;
  product.default_price = textOf(params.default_price, product.default_price);
  product.description = textOf(params.description, product.description);
  product.statement_descriptor = textOf(params.statement_descriptor, product.statement_descriptor);
  product.tax_code = textOf(params.tax_code, product.tax_code);
  product.unit_label = textOf(params.unit_label, product.unit_label);
  product.url = textOf(params.url, product.url);
  product.metadata = mergeMetadata(product.metadata, params.metadata);
  product.updated = timeByClock(account, null);
  const previous = previousOf(before, product);
  if (Object.keys(previous).length > 0) emit(account, "product.updated", product, { previous });
  return product;
}
