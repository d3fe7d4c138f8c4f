import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";

/** The payer's standing permission to debit a bank account. */
export function createMandate(account: Account, paymentMethod: string, acceptedAt: number): Wire<Stripe.Mandate> {
  const mandate: Wire<Stripe.Mandate> = {
    id: newId("mandate"),
    object: "mandate",
    customer_acceptance: {
      accepted_at: acceptedAt,
      online: { ip_address: "127.0.0.1", user_agent: "Simulator" },
      type: "online",
    },
    livemode: false,
    multi_use: {},
    payment_method: paymentMethod,
    payment_method_details: { type: "us_bank_account", us_bank_account: {} },
    status: "active",
    type: "multi_use",
  };
  account.tables.mandates.set(mandate.id, mandate);
  return mandate;
}
