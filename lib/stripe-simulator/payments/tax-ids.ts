import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { markDeleted } from "#lib/stripe-simulator/core/mark-deleted.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";

type TaxId = Wire<Stripe.TaxId>;

/** How a value has to look, for the kinds that Weir's customers have. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  eu_vat: /^[A-Z]{2}[A-Z0-9]{2,13}$/,
  gb_vat: /^(GB)?\d{9}(\d{3})?$/,
  us_ein: /^\d{2}-?\d{7}$/,
  au_abn: /^\d{11}$/,
  ch_vat: /^CHE-?\d{3}\.?\d{3}\.?\d{3}( (MWST|TVA|IVA))?$/,
};

/** Kinds that a tax office can be asked about. */
const CHECKED = new Set(["eu_vat", "gb_vat", "au_abn"]);

export const taxIdRoutes = [
  route<Stripe.CustomerCreateTaxIdParams>("POST", "/v1/customers/{id}/tax_ids", ({ account, path, params }) =>
    createTaxId(account, find(account.tables.customers, "customer", path.id ?? "").id, params),
  ),
  route<Stripe.CustomerListTaxIdsParams>("GET", "/v1/customers/{id}/tax_ids", ({ account, path, params, url }) => {
    return listPage(taxIdsOf(account, find(account.tables.customers, "customer", path.id ?? "").id), params, url);
  }),
  route<Stripe.CustomerDeleteTaxIdParams>("DELETE", "/v1/customers/{customerId}/tax_ids/{id}", ({ account, path }) => {
    const taxId = find(account.tables.taxIds, "tax_id", path.id ?? "");
    if (taxId.customer !== path.customerId) throw invalidRequest(`${taxId.id} is not a tax id of ${path.customerId}.`);
    emit(account, "customer.tax_id.deleted", taxId);
    return markDeleted(account, account.tables.taxIds, taxId);
  }),
];

/** The tax ids of a customer, the oldest first. */
export function taxIdsOf(account: Account, customer: string): TaxId[] {
  return [...account.tables.taxIds.values()].filter((taxId) => taxId.customer === customer);
}

/** 400 when the value does not look like one of its kind. */
export function checkTaxId({ type, value }: { type: TaxId["type"]; value: string }): void {
  if (PATTERNS[type]?.test(value) !== false && value !== "") return;
  throw invalidRequest(`Invalid value for ${type}.`, { code: "tax_id_invalid", param: "value" });
}

/** A new tax id. 400 when the value does not look like one of its kind. */
export function createTaxId(
  account: Account,
  customer: string,
  { type, value }: { type: TaxId["type"]; value: string },
): TaxId {
  checkTaxId({ type, value });
  const taxId: TaxId = {
    id: newId("txi"),
    object: "tax_id",
    country: type === "eu_vat" ? value.slice(0, 2) : type.slice(0, 2).toUpperCase(),
    created: timeOf(account, customer),
    customer,
    customer_account: null,
    livemode: false,
    owner: { type: "customer", customer, customer_account: null },
    type,
    value,
    verification: {
      status: CHECKED.has(type) ? "verified" : "unavailable",
      verified_address: null,
      verified_name: null,
    },
  };
  account.tables.taxIds.set(taxId.id, taxId);
  emit(account, "customer.tax_id.created", taxId);
  return taxId;
}
