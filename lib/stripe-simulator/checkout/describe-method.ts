import type Stripe from "stripe";
import type { Wire } from "#lib/stripe-simulator/core/account.ts";

/** A payment method as its owner knows it: "Visa ··4242, 12 / 2034". */
export function describeMethod({ card, us_bank_account: bank }: Wire<Stripe.PaymentMethod>): string {
  if (bank) return `${bank.bank_name} ··${bank.last4}`;
  if (!card) return "Payment method";
  const brand = `${card.brand.charAt(0).toUpperCase()}${card.brand.slice(1)}`;
  return `${brand} ··${card.last4}, ${String(card.exp_month).padStart(2, "0")} / ${card.exp_year}`;
}
