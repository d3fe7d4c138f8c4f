import type { Subscription } from "./billing-objects.ts";

type Settings = Subscription["invoice_settings"];

type CustomFields = NonNullable<Settings["custom_fields"]>;

export type InvoiceSettingsParams = {
  account_tax_ids?: string[] | "" | null;
  custom_fields?: CustomFields | "" | null;
  description?: string | null;
  footer?: string | null;
};

export const NO_INVOICE_SETTINGS: Settings = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: { type: "self" },
};

/** A subscription's settings for its invoices after a request; what it leaves out stays. */
export function invoiceSettings(old: Settings, params: InvoiceSettingsParams | undefined): Settings {
  const settings = structuredClone(old);
  if (params?.custom_fields !== undefined) settings.custom_fields = customFields(params.custom_fields);
  if (params?.description !== undefined) settings.description = params.description || null;
  if (params?.footer !== undefined) settings.footer = params.footer || null;
  return settings;
}

/** Custom fields as kept: null when there are none. */
export function customFields(given: CustomFields | "" | null): CustomFields | null {
  return !given || given.length === 0 ? null : given.map(({ name, value }) => ({ name, value }));
}
