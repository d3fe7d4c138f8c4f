import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { LONGEST_SECONDS } from "./check-session-params.ts";
import type { LineItem, Session, SessionParams } from "./session-notes.ts";

const ID_LENGTH = 58;
const PAYMENT_METHOD_TYPES = ["card", "us_bank_account"];

/** A session as it is when it has just been made, over what it sells. */
export function newSession(account: Account, params: SessionParams, items: readonly LineItem[]): Session {
  const id = newId("cs_test", ID_LENGTH);
  const created = timeOf(account, params.customer);
  const mode = params.mode ?? "payment";
  const total = mode === "setup" ? null : items.reduce((sum, item) => sum + item.amount_total, 0);
  const allowed = params.allowed_payment_method_types ?? null;
  return {
    ...NOTHING_SET,
    id,
    object: "checkout.session",
    allowed_payment_method_types: allowed,
    amount_subtotal: total,
    amount_total: total,
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    created,
    currency: items[0]?.currency ?? params.currency ?? null,
    customer: params.customer ?? null,
    customer_creation:
      params.customer !== undefined || mode === "subscription" ? null : (params.customer_creation ?? "if_required"),
    customer_details: detailsOf(account, params),
    customer_email: params.customer_email ?? null,
    expires_at: params.expires_at ?? created + LONGEST_SECONDS,
    invoice_creation: invoiceCreationOf(params),
    locale: params.locale ?? null,
    metadata: mergeMetadata({}, params.metadata),
    mode,
    payment_method_collection: mode === "subscription" ? (params.payment_method_collection ?? "always") : "if_required",
    payment_method_types: allowed ?? PAYMENT_METHOD_TYPES.filter((type) => !isExcluded(params, type)),
    payment_status: mode === "setup" || total === 0 ? "no_payment_required" : "unpaid",
    submit_type: params.submit_type ?? null,
    success_url: params.success_url ?? null,
    total_details: mode === "setup" ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    url: `${account.world.origin}/pay/${id}`,
  };
}

/** What a session says of who paid. */
export function customerDetails(email: string | null, name: string | null): NonNullable<Session["customer_details"]> {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: "none",
    tax_ids: [],
  };
}

function detailsOf(account: Account, params: SessionParams): Session["customer_details"] {
  const customer = account.tables.customers.get(params.customer ?? "");
  if (customer) return { ...customerDetails(customer.email, null), tax_ids: null };
  return params.customer_email === undefined
    ? null
    : { ...customerDetails(params.customer_email, null), tax_ids: null };
}

function isExcluded(params: SessionParams, type: string): boolean {
  return (params.excluded_payment_method_types ?? []).some((excluded) => excluded === type);
}

function invoiceCreationOf({ mode, invoice_creation }: SessionParams): Session["invoice_creation"] {
  if (mode !== "payment") return null;
  const data = invoice_creation?.invoice_data;
  return {
    enabled: invoice_creation?.enabled ?? false,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: data?.custom_fields || null,
      description: data?.description ?? null,
      footer: data?.footer ?? null,
      issuer: null,
      metadata: mergeMetadata({}, data?.metadata),
      rendering_options: null,
    },
  };
}

const NOTHING_SET = {
  adaptive_pricing: null,
  after_expiration: null,
  allow_promotion_codes: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
  customer_account: null,
  discounts: null,
  integration_identifier: null,
  invoice: null,
  livemode: false,
  managed_payments: null,
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_configuration_details: null,
  payment_method_options: {},
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: "open",
  subscription: null,
  ui_mode: "hosted_page",
  wallet_options: null,
} satisfies Partial<Session>;
