import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { createPrice } from "./create-price.ts";

type CreateParams = Wire<Stripe.PriceCreateParams>;

export type PriceData = Pick<
  CreateParams,
  "currency" | "product" | "product_data" | "recurring" | "tax_behavior" | "unit_amount" | "unit_amount_decimal"
>;

/** The price of one line that was given in place (`price_data`). It is not active: nobody else may use it. */
export function priceFromData(account: Account, data: PriceData): Wire<Stripe.Price> {
  return createPrice(account, { ...data, active: false });
}
