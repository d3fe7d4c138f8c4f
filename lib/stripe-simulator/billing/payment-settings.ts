import type { Invoice, Subscription } from "./billing-objects.ts";

type Settings = NonNullable<Subscription["payment_settings"]>;
type Options = NonNullable<Settings["payment_method_options"]>;
type InvoiceOptions = NonNullable<Invoice["payment_settings"]["payment_method_options"]>;

/** Payment settings as a request gives them: an empty text takes a value away. */
export type PaymentSettingsParams = {
  payment_method_options?: object;
  payment_method_types?: Settings["payment_method_types"] | "";
  save_default_payment_method?: Settings["save_default_payment_method"];
};

const NO_OPTIONS: Options = {
  acss_debit: null,
  bancontact: null,
  blik: null,
  card: null,
  customer_balance: null,
  konbini: null,
  payto: null,
  pix: null,
  sepa_debit: null,
  upi: null,
  us_bank_account: null,
};

/** Fields that Stripe always shows of an option once it is set. */
const OPTION_DEFAULTS: Record<string, object> = {
  card: { network: null, request_three_d_secure: null },
  customer_balance: { funding_type: null },
};

export const NO_PAYMENT_SETTINGS: Settings = {
  payment_method_options: null,
  payment_method_types: null,
  save_default_payment_method: "off",
};

/** A subscription's payment settings after a request; what it leaves out stays. */
export function paymentSettings(old: Settings | null, params: PaymentSettingsParams | undefined): Settings {
  const settings = structuredClone(old ?? NO_PAYMENT_SETTINGS);
  const {
    payment_method_options: options,
    payment_method_types: types,
    save_default_payment_method: save,
  } = params ?? {};
  if (options !== undefined) settings.payment_method_options = mergeOptions(settings.payment_method_options, options);
  if (types !== undefined) settings.payment_method_types = types || null;
  if (save !== undefined) settings.save_default_payment_method = save;
  return settings;
}

/** The same settings as an invoice shows them. */
export function invoicePaymentSettings(settings: Settings | null): Invoice["payment_settings"] {
  const options = settings?.payment_method_options ?? null;
  return {
    default_mandate: null,
    payment_method_options: options === null ? null : invoiceOptions(options),
    payment_method_types: settings?.payment_method_types ?? null,
  };
}

function invoiceOptions({ blik: _blik, card, ...shared }: Options): InvoiceOptions {
  const { mandate_options: _mandate, ...pix } = shared.pix ?? {};
  return {
    ...structuredClone(shared),
    card: card === null ? null : { request_three_d_secure: card.request_three_d_secure },
    pix: shared.pix === null ? null : { amount_includes_iof: null, ...pix },
  };
}

function mergeOptions(old: Options | null, params: object): Options {
  const merged: Record<string, object | null> = { ...structuredClone(old ?? NO_OPTIONS) };
  for (const [name, value] of Object.entries(params)) {
    merged[name] = value === "" ? null : { ...OPTION_DEFAULTS[name], ...merged[name], ...value };
  }
  return merged as unknown as Options;
}
