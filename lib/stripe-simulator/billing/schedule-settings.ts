import type { Schedule } from "./billing-objects.ts";
import { customFields } from "./invoice-settings.ts";

type Settings = Schedule["default_settings"];
type InvoiceSettings = Settings["invoice_settings"];

export type DefaultSettingsParams = {
  collection_method?: Settings["collection_method"];
  default_payment_method?: string | null;
  description?: string | null;
  invoice_settings?: {
    custom_fields?: Parameters<typeof customFields>[0];
    days_until_due?: number | null;
    description?: string | null;
    footer?: string | null;
  };
};

const NOTHING_SET: Settings = {
  application_fee_percent: null,
  billing_cycle_anchor: "automatic",
  billing_thresholds: null,
  collection_method: "charge_automatically",
  default_payment_method: null,
  description: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    days_until_due: null,
    description: null,
    footer: null,
    issuer: { type: "self" },
  },
  on_behalf_of: null,
  transfer_data: null,
};

/** A schedule's default settings after a request; what it leaves out stays. */
export function defaultSettings(old: Settings | null, params: DefaultSettingsParams | undefined): Settings {
  const settings = structuredClone(old ?? NOTHING_SET);
  if (params?.collection_method !== undefined) settings.collection_method = params.collection_method;
  if (params?.default_payment_method !== undefined) settings.default_payment_method = params.default_payment_method;
  if (params?.description !== undefined) settings.description = params.description || null;
  Object.assign(settings.invoice_settings, invoiceSettingsOf(params?.invoice_settings ?? {}));
  return settings;
}

function invoiceSettingsOf(params: NonNullable<DefaultSettingsParams["invoice_settings"]>): Partial<InvoiceSettings> {
  const written: Partial<InvoiceSettings> = {};
  if (params.custom_fields !== undefined) written.custom_fields = customFields(params.custom_fields);
  if (params.days_until_due !== undefined) written.days_until_due = params.days_until_due;
  if (params.description !== undefined) written.description = params.description || null;
  if (params.footer !== undefined) written.footer = params.footer || null;
  return written;
}
