import type Stripe from "stripe";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { centsToNanos } from "#lib/domain/cents.ts";
import { NANOS_PER_CENT, type Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { isHeld } from "./hold-draft.ts";
import { invoiceLines } from "./invoice-lines.ts";
import { planOfPrice } from "./plan-of-price.ts";
import { statementKeyOf } from "./statement-metadata.ts";
import { stripeId } from "./stripe-id.ts";
import { fromStripeTime } from "./stripe-time.ts";

export type StripeInvoiceLine = {
  readonly description: string;
  readonly quantity: number | null;
  /** Of one; null where there is no price of whole nano-dollars. */
  readonly unitNanos: Nanos | null;
  readonly amountNanos: Nanos;
  readonly isProration: boolean;
  /** What its price is for; null for what is no plan. */
  readonly plan: PlanId | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  /** The usage statement that it collects. */
  readonly statementKey: string | null;
};

/** An invoice at Stripe, in Weir's words. Amounts in nano-dollars, instants of Stripe in whole seconds. */
export type StripeInvoice = {
  readonly id: string;
  readonly state: "draft" | "open" | "paid" | "void" | "uncollectible";
  /** Of a subscription: its first, one of a new period, one of a change within a period; other: made by hand. */
  readonly reason: "first" | "renewal" | "change" | "other";
  readonly subscriptionId: string | null;
  readonly isByCard: boolean;
  readonly createdAt: Date;
  readonly finalizedAt: Date | null;
  readonly dueAt: Date | null;
  readonly paidAt: Date | null;
  readonly totalNanos: Nanos;
  /** What it asks for: the total with the balance from before, less nothing that was credited later. */
  readonly askedNanos: Nanos;
  readonly remainingNanos: Nanos;
  readonly taxNanos: Nanos;
  readonly hostedUrl: string | null;
  readonly lines: readonly StripeInvoiceLine[];
  /** Of an invoice that was made for a usage statement. */
  readonly statementKey: string | null;
  /** Whether Stripe turns the draft into an invoice by itself. */
  readonly isAutomatic: boolean;
  /** Whether it waits for a purchase order. */
  readonly isHeld: boolean;
};

const REASONS: Record<string, StripeInvoice["reason"]> = {
  subscription_create: "first",
  subscription_cycle: "renewal",
  subscription_update: "change",
};
const NANO_DIGITS = 7;

/** A customer's newest hundred invoices with all their lines, drafts included, the oldest first. */
export async function readInvoices(
  connection: StripeConnection,
  customerId: string,
): Promise<readonly StripeInvoice[]> {
  const { data } = await connection.client.invoices.list({ customer: customerId, limit: 100 });
  const invoices: StripeInvoice[] = [];
  for (const invoice of data) invoices.push(await readInvoice(connection, invoice));
  return invoices.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
}

async function readInvoice(connection: StripeConnection, invoice: Stripe.Invoice): Promise<StripeInvoice> {
  const lines: StripeInvoiceLine[] = [];
  for (const line of await invoiceLines(connection, invoice)) lines.push(await readLine(connection, line));
  const { status_transitions: transitions, total_taxes: taxes } = invoice;
  const instant = (seconds: number | null) => (seconds === null ? null : fromStripeTime(seconds));
  return {
    id: invoice.id,
    state: (invoice.status ?? "draft") as StripeInvoice["state"],
    reason: REASONS[invoice.billing_reason ?? ""] ?? "other",
    subscriptionId: stripeId(invoice.parent?.subscription_details?.subscription),
    isByCard: invoice.collection_method === "charge_automatically",
    createdAt: fromStripeTime(invoice.created),
    finalizedAt: instant(transitions.finalized_at),
    dueAt: instant(invoice.due_date),
    paidAt: instant(transitions.paid_at),
    totalNanos: centsToNanos(invoice.total),
    askedNanos: centsToNanos(invoice.amount_due + invoice.pre_payment_credit_notes_amount),
    remainingNanos: centsToNanos(invoice.amount_remaining),
    taxNanos: centsToNanos((taxes ?? []).reduce((sum, { amount }) => sum + amount, 0)),
    hostedUrl: invoice.hosted_invoice_url ?? null,
    lines,
    statementKey: statementKeyOf(invoice.metadata),
    isAutomatic: invoice.auto_advance ?? false,
    isHeld: isHeld(invoice.metadata),
  };
}

async function readLine(connection: StripeConnection, line: Stripe.InvoiceLineItem): Promise<StripeInvoiceLine> {
  const { pricing, parent, period } = line;
  const priceId = stripeId(pricing?.price_details?.price ?? null);
  return {
    description: line.description ?? "",
    quantity: line.quantity,
    unitNanos: unitNanosOf(pricing?.unit_amount_decimal == null ? null : String(pricing.unit_amount_decimal)),
    amountNanos: centsToNanos(line.amount),
    isProration: (parent?.subscription_item_details ?? parent?.invoice_item_details)?.proration ?? false,
    plan: priceId === null ? null : await planOfPrice(connection, priceId),
    periodStart: fromStripeTime(period.start),
    periodEnd: fromStripeTime(period.end),
    statementKey: statementKeyOf(line.metadata),
  };
}

/** Cents as a decimal, such as "9900" or "0.25", in nano-dollars. */
function unitNanosOf(cents: string | null): Nanos | null {
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(cents ?? "");
  if (!match) return null;
  const [, whole = "0", fraction = ""] = match;
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > NANO_DIGITS) return null;
  return BigInt(whole) * NANOS_PER_CENT + BigInt(digits.padEnd(NANO_DIGITS, "0"));
}
