import { closePeriods } from "#lib/commands/close-periods.ts";
import type { Database } from "#lib/data/client.ts";
import { billingPeriodAt, previousPeriod } from "#lib/domain/billing-period.ts";
import type { BillingDetails } from "#lib/domain/invoices/buyer.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";

const HOUR_MS = 3_600_000;
/** By then usage that no renewal comes for has an invoice of its own. */
const INVOICED_AFTER_MS = 3.2 * HOUR_MS;
const PERIODS = 3;

const NO_ORDER = { purchaseOrderNumber: null, purchaseOrderNanos: null, purchaseOrderExpiresAt: null };

/** Who the demo's invoices are made out to, by the workspace's address. */
const DETAILS: Readonly<Record<string, BillingDetails>> = {
  halcyon: {
    legalName: "Halcyon Labs GmbH",
    addressLine1: "Torstraße 140",
    addressLine2: "",
    city: "Berlin",
    postalCode: "10119",
    region: "",
    country: "DE",
    taxId: { type: "eu_vat", value: "DE274159382" },
    ...NO_ORDER,
    purchaseOrderNumber: "HAL-2026-118",
    billingEmails: ["accounts@halcyon.example"],
  },
  meridian: {
    legalName: "Meridian Bank Group plc",
    addressLine1: "25 Canada Square",
    addressLine2: "Technology and Operations, Floor 31",
    city: "London",
    postalCode: "E14 5LQ",
    region: "",
    country: "GB",
    taxId: { type: "gb_vat", value: "GB293847561" },
    ...NO_ORDER,
    billingEmails: ["ap@meridian.example", "cloud-finance@meridian.example"],
  },
};

/** The demo's billing details of a workspace; null where it has none. */
export function seedDetails(slug: string): BillingDetails | null {
  return DETAILS[slug] ?? null;
}

/**
 * Closes the periods that the demo's traffic was in, each as if it had just ended, and so makes their invoices: those
 * that ask for nothing are of that day, those that Stripe collects are of today.
 */
export async function seedInvoices(db: Database, stripe: StripeConnection, now: Date): Promise<void> {
  const periods = [previousPeriod(billingPeriodAt(now))];
  while (periods.length < PERIODS) periods.unshift(previousPeriod(periods[0] ?? billingPeriodAt(now)));
  for (const { end } of periods) {
    await closePeriods({ db, stripe, now: new Date(Math.min(end.getTime() + INVOICED_AFTER_MS, now.getTime())) });
  }
}

/** Has a customer's invoices but the newest paid by transfer, as they would have been by now. */
export async function payOlderInvoices({ client }: StripeConnection, customerId: string): Promise<void> {
  const open = await client.invoices.list({ customer: customerId, status: "open", limit: 100 });
  const byPeriod = open.data.filter(({ metadata }) => metadata?.purpose === "usage");
  const older = byPeriod.sort((a, b) =>
    (a.metadata?.weir_statement ?? "") < (b.metadata?.weir_statement ?? "") ? -1 : 1,
  );
  for (const { id } of older.slice(0, -1)) await client.invoices.pay(id, { paid_out_of_band: true });
}
