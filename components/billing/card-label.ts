import type { BillingPageView } from "#lib/views/billing-page.ts";

type Card = NonNullable<BillingPageView["card"]>;

const BRAND_NAMES: Readonly<Record<string, string>> = {
  amex: "American Express",
  diners: "Diners Club",
  discover: "Discover",
  eftpos_au: "Eftpos",
  jcb: "JCB",
  mastercard: "Mastercard",
  unionpay: "UnionPay",
  visa: "Visa",
};

/** A card in words: "Visa ending in 4242". */
export function cardLabel({ brand, last4 }: Pick<Card, "brand" | "last4">): string {
  return `${BRAND_NAMES[brand.toLowerCase()] ?? brand} ending in ${last4}`;
}

/** The month after which a card is refused, as it is printed on it: "04/2028". */
export function cardExpiry({ expiresMonth, expiresYear }: Pick<Card, "expiresMonth" | "expiresYear">): string {
  return `${String(expiresMonth).padStart(2, "0")}/${expiresYear}`;
}
