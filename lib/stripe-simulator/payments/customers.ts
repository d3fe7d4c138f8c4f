import type Stripe from "stripe";
import type { Account, Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId, randomTail } from "#lib/stripe-simulator/core/id.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { deletedStub, markDeleted } from "#lib/stripe-simulator/core/mark-deleted.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { previousOf } from "#lib/stripe-simulator/core/previous-of.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { textOf } from "#lib/stripe-simulator/core/text-of.ts";
import { timeByClock } from "#lib/stripe-simulator/core/time-of.ts";
import { addressOf } from "./address-of.ts";
import { attachMethod, checkSavable, saveMethod } from "./attach-method.ts";
import { methodOf } from "./create-payment-method.ts";
import { invoiceSettingsOf } from "./invoice-settings-of.ts";
import { moveBalance } from "./move-balance.ts";
import { checkTaxId, createTaxId } from "./tax-ids.ts";

type Customer = Wire<Stripe.Customer>;
type CreateParams = Wire<Stripe.CustomerCreateParams>;
type UpdateParams = Wire<Stripe.CustomerUpdateParams>;

const UNSUPPORTED = ["cash_balance", "default_source", "preferred_locales", "tax", "validate"];

export const customerRoutes = [
  route<Stripe.CustomerCreateParams>("POST", "/v1/customers", ({ account, params }) => createCustomer(account, params)),
  route<Stripe.CustomerListParams>("GET", "/v1/customers", listCustomers),
  route<Stripe.CustomerRetrieveParams>("GET", "/v1/customers/{id}", ({ account, path }) => {
    return deletedStub(account, path.id ?? "") ?? find(account.tables.customers, "customer", path.id ?? "");
  }),
  route<Stripe.CustomerUpdateParams>("POST", "/v1/customers/{id}", updateCustomer),
  route<Stripe.CustomerDeleteParams>("DELETE", "/v1/customers/{id}", ({ account, path }) =>
    deleteCustomer(account, find(account.tables.customers, "customer", path.id ?? "")),
  ),
];

/** A new customer, with its payment method, tax ids and starting balance; all of it or nothing. */
export function createCustomer(account: Account, params: CreateParams): Customer {
  refuseUnsupported(params, UNSUPPORTED);
  const { test_clock = null } = params;
  if (test_clock !== null) find(account.tables.testClocks, "test_clock", test_clock, "test_clock");
  const method = methodToSave(account, params);
  for (const datum of params.tax_id_data ?? []) checkTaxId(datum);
  const customer: Customer = {
    id: newId("cus", 14),
    object: "customer",
    address: addressOf(params.address),
    balance: 0,
    created: timeByClock(account, test_clock),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: textOf(params.description),
    discount: null,
    email: textOf(params.email),
    invoice_prefix: params.invoice_prefix || randomTail(8).toUpperCase(),
    invoice_settings: invoiceSettingsOf(account, null, withoutMethod(params.invoice_settings)),
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    name: textOf(params.name),
    next_invoice_sequence: params.next_invoice_sequence ?? 1,
    phone: textOf(params.phone),
    preferred_locales: [],
    shipping: shippingOf(params.shipping),
    tax_exempt: params.tax_exempt || "none",
    test_clock,
  };
  if (params.business_name) customer.business_name = params.business_name;
  if (params.individual_name) customer.individual_name = params.individual_name;
  account.tables.customers.set(customer.id, customer);
  emit(account, "customer.created", customer);
  if (method !== null) saveMethod(account, method, customer.id);
  if (params.source !== undefined) customer.default_source = method?.id ?? null;
  if (params.invoice_settings?.default_payment_method) {
    customer.invoice_settings.default_payment_method = method?.id ?? null;
  }
  for (const datum of params.tax_id_data ?? []) createTaxId(account, customer.id, datum);
  if (params.balance) moveBalance(account, customer.id, params.balance, "initial");
  return customer;
}

/** The method that comes with a new customer, which alone can be its default. */
function methodToSave(account: Account, params: CreateParams): Wire<Stripe.PaymentMethod> | null {
  const id = params.payment_method ?? params.source;
  const standard = params.invoice_settings?.default_payment_method || undefined;
  if (standard !== undefined && standard !== id) {
    throw invalidRequest("The default payment method has to be the one that is given in payment_method.", {
      param: "invoice_settings[default_payment_method]",
    });
  }
  if (id === undefined) return null;
  const method = methodOf(account, id, params.payment_method === undefined ? "source" : "payment_method");
  checkSavable(account, method);
  return method;
}

function withoutMethod(settings: CreateParams["invoice_settings"]): CreateParams["invoice_settings"] {
  if (settings === undefined) return undefined;
  const { default_payment_method: _, ...rest } = settings;
  return rest;
}

function updateCustomer({ account, path, params }: Call<UpdateParams>): Customer {
  const customer = find(account.tables.customers, "customer", path.id ?? "");
  refuseUnsupported(params, UNSUPPORTED);
  const before = structuredClone(customer);
  customer.invoice_settings = invoiceSettingsOf(
    account,
    customer.id,
    params.invoice_settings,
    customer.invoice_settings,
  );
  if (params.source !== undefined) {
    customer.default_source = attachMethod(account, methodOf(account, params.source, "source"), customer.id).id;
  }
  customer.address = addressOf(params.address, customer.address ?? null);
  customer.description = textOf(params.description, customer.description);
  customer.email = textOf(params.email, customer.email);
  customer.name = textOf(params.name, customer.name);
  customer.phone = textOf(params.phone, customer.phone);
  customer.metadata = mergeMetadata(customer.metadata, params.metadata);
  if (params.shipping !== undefined) customer.shipping = shippingOf(params.shipping);
  if (params.tax_exempt !== undefined) customer.tax_exempt = params.tax_exempt || "none";
  if (params.business_name) customer.business_name = params.business_name;
  if (params.individual_name) customer.individual_name = params.individual_name;
  if (params.invoice_prefix) customer.invoice_prefix = params.invoice_prefix;
  if (params.next_invoice_sequence !== undefined) customer.next_invoice_sequence = params.next_invoice_sequence;
  const previous = previousOf(before, customer);
  if (Object.keys(previous).length > 0) emit(account, "customer.updated", customer, { previous });
  if (params.balance !== undefined && params.balance !== customer.balance) {
    moveBalance(account, customer.id, params.balance - customer.balance, "adjustment");
  }
  return customer;
}

function listCustomers({ account, params, url }: Call<Wire<Stripe.CustomerListParams>>): unknown {
  const rows = [...account.tables.customers.values()].filter(
    (customer) =>
      // Customers of a test clock are listed for that clock alone.
      (customer.test_clock ?? null) === (params.test_clock ?? null) &&
      (params.email === undefined || customer.email === params.email) &&
      isInRange(customer.created, params.created),
  );
  return listPage(rows, params, url);
}

/** Deletes a customer, whose payment methods can be used no more. */
export function deleteCustomer(account: Account, customer: Customer): unknown {
  for (const part of account.world.parts) part.onCustomerDeleted?.(account, customer.id);
  for (const method of account.tables.paymentMethods.values()) {
    if (method.customer === customer.id) account.tables.paymentMethods.delete(method.id);
  }
  emit(account, "customer.deleted", customer);
  return markDeleted(account, account.tables.customers, customer);
}

function shippingOf(given: CreateParams["shipping"]): Customer["shipping"] {
  if (given === undefined || given === null || given === "") return null;
  const address = addressOf(given.address);
  return { ...(address === null ? {} : { address }), name: given.name, phone: given.phone ?? null };
}
