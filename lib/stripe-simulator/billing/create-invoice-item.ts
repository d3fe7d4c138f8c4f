import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { testClockOf, timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { type PriceData, priceFromData } from "#lib/stripe-simulator/payments/price-from-data.ts";
import type { Customer, InvoiceItem, Price } from "./billing-objects.ts";
import { centsOf } from "./decimal-cents.ts";
import { changeDraftLines } from "./draft-lines.ts";
import { lineOfInvoiceItem, pricingOf, productName, unitAmountOf } from "./invoice-line.ts";

/** An invoice item as requests give it, those of a preview included. */
export type InvoiceItemParams = {
  customer?: string;
  amount?: number;
  currency?: string;
  description?: string;
  discountable?: boolean;
  invoice?: string;
  metadata?: Parameters<typeof mergeMetadata>[1];
  period?: { start: number; end: number };
  price?: string;
  price_data?: PriceData;
  pricing?: { price?: string };
  quantity?: number;
  quantity_decimal?: string;
  subscription?: string;
  unit_amount?: number;
  unit_amount_decimal?: string;
};

/** Adds a sum to a draft invoice, or keeps it for the customer's next one. */
export function createInvoiceItem(account: Account, params: InvoiceItemParams): InvoiceItem {
  const customer = find(account.tables.customers, "customer", customerOf(account, params), "customer");
  const item = newInvoiceItem(account, customer, params);
  if (params.invoice !== undefined) {
    const invoice = find(account.tables.invoices, "invoice", params.invoice, "invoice");
    if (invoice.customer !== item.customer) {
      throw invalidRequest("The invoice belongs to another customer.", { param: "invoice" });
    }
    item.invoice = invoice.id;
    changeDraftLines(account, invoice, (lines) => [...lines, lineOfInvoiceItem(item)]);
  }
  account.tables.invoiceItems.set(item.id, item);
  emit(account, "invoiceitem.created", item);
  return item;
}

/** An invoice item that is not kept yet. */
export function newInvoiceItem(account: Account, customer: Customer, params: InvoiceItemParams): InvoiceItem {
  const price = priceOf(account, params);
  const quantity = params.quantity ?? Number(params.quantity_decimal ?? 1);
  const unitAmount = unitAmountFor(params, price);
  const amount = unitAmount === null ? params.amount : centsOf(unitAmount, quantity);
  if (amount === undefined) throw parameterMissing("amount");
  const now = timeOf(account, customer.id);
  const { subscription } = params;
  return {
    id: newId("ii"),
    object: "invoiceitem",
    amount,
    currency: price?.currency ?? params.currency ?? customer.currency ?? "usd",
    customer: customer.id,
    customer_account: null,
    date: now,
    description: params.description ?? (price === null ? null : productName(account, price)),
    discountable: params.discountable ?? amount >= 0,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    net_amount: amount,
    parent:
      subscription === undefined ? null : { type: "subscription_details", subscription_details: { subscription } },
    period: params.period ?? { start: now, end: now },
    pricing: pricingFor(price, unitAmount ?? String(amount)),
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
    test_clock: testClockOf(account, customer.id),
  };
}

function customerOf(account: Account, params: InvoiceItemParams): string {
  const invoice = account.tables.invoices.get(params.invoice ?? "");
  const customer = params.customer ?? invoice?.customer;
  if (!customer) throw parameterMissing("customer");
  return customer;
}

function priceOf(account: Account, params: InvoiceItemParams): Price | null {
  const id = params.pricing?.price ?? params.price;
  if (id !== undefined) return find(account.tables.prices, "price", id, "pricing[price]");
  return params.price_data === undefined ? null : priceFromData(account, params.price_data);
}

function unitAmountFor(params: InvoiceItemParams, price: Price | null): string | null {
  if (price !== null) return unitAmountOf(price);
  if (params.unit_amount_decimal !== undefined) return params.unit_amount_decimal;
  return params.unit_amount === undefined ? null : String(params.unit_amount);
}

function pricingFor(price: Price | null, unitAmountDecimal: string): InvoiceItem["pricing"] {
  return price === null ? { type: "price_details", unit_amount_decimal: unitAmountDecimal } : pricingOf(price);
}
