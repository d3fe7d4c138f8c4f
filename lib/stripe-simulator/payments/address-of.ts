import type Stripe from "stripe";
import type { Wire } from "#lib/stripe-simulator/core/account.ts";

type Given = Partial<Wire<Stripe.AddressParam>> | "" | null | undefined;

/** An address after a write; an empty one clears. */
export function addressOf(given: Given, old: Wire<Stripe.Address> | null = null): Wire<Stripe.Address> | null {
  if (given === undefined) return old;
  if (given === "" || given === null) return null;
  return {
    city: given.city || null,
    country: given.country || null,
    line1: given.line1 || null,
    line2: given.line2 || null,
    postal_code: given.postal_code || null,
    state: given.state || null,
  };
}
