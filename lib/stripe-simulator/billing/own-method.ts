import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";

/** The id of a payment method that belongs to the customer, or Stripe's refusal; null for none. */
export function ownMethod(account: Account, customer: string, id: string | null | undefined): string | null {
  if (id === undefined || id === null || id === "") return null;
  const method = account.tables.paymentMethods.get(id);
  if (method?.customer === customer) return id;
  throw invalidRequest(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    { code: "resource_missing", param: "default_payment_method" },
  );
}
