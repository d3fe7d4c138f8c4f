import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { textOf } from "#lib/stripe-simulator/core/text-of.ts";

type Settings = Wire<Stripe.Customer.InvoiceSettings>;
type Given = Wire<Stripe.CustomerUpdateParams.InvoiceSettings> | undefined;

const EMPTY: Settings = { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null };
const MAX_CUSTOM_FIELDS = 4;

/** A customer's invoice settings after a write. 400 for more than four custom fields or somebody else's card. */
export function invoiceSettingsOf(
  account: Account,
  customer: string | null,
  given: Given,
  old: Settings = EMPTY,
): Settings {
  if (given === undefined) return { ...old };
  const settings = { ...old, footer: textOf(given.footer, old.footer) };
  if (given.custom_fields !== undefined) {
    settings.custom_fields = given.custom_fields === "" ? null : given.custom_fields;
    if ((settings.custom_fields?.length ?? 0) > MAX_CUSTOM_FIELDS) {
      throw invalidRequest("An invoice has at most 4 custom fields.", { param: "invoice_settings[custom_fields]" });
    }
  }
  if (given.default_payment_method !== undefined) {
    settings.default_payment_method = defaultMethod(account, customer, given.default_payment_method);
  }
  return settings;
}

function defaultMethod(account: Account, customer: string | null, id: string): string | null {
  if (id === "") return null;
  const param = "invoice_settings[default_payment_method]";
  const method = find(account.tables.paymentMethods, "PaymentMethod", id, param);
  if (method.customer === customer) return id;
  throw invalidRequest(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    { code: "resource_missing", param },
  );
}
