import type Stripe from "stripe";
import { centsToNanos } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { fromStripeTime } from "./stripe-time.ts";

const MOST_LISTED = 100;
const PURCHASE_ORDER_FIELD = "PO number";

/** An invoice of a plan, once it is issued. Amounts in nano-dollars. */
export type PlanInvoice = {
  readonly stripeInvoiceId: string;
  readonly number: string | null;
  readonly state: "open" | "paid" | "void" | "uncollectible";
  /** What it came from: the first payment of a plan, a whole period, a change of plan or seats. */
  readonly reason: "start" | "renewal" | "change" | "other";
  /** Its greatest line, in Stripe's words. */
  readonly description: string;
  readonly paidNanos: Nanos;
  readonly remainingNanos: Nanos;
  /** Whether a card pays it by itself; otherwise it is sent and paid by transfer. */
  readonly isByCard: boolean;
  /** Whether it has to be paid. A change that waits for its payment is no debt. */
  readonly isDebt: boolean;
  /** Whether a payment was tried. */
  readonly hasFailed: boolean;
  /** Stripe's page of it, on which it is paid and its receipt is. */
  readonly url: string | null;
  readonly purchaseOrderNumber: string | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly createdAt: Date;
  /** When it was issued. */
  readonly finalizedAt: Date;
  readonly dueAt: Date | null;
  readonly paidAt: Date | null;
};

/**
 * A customer's issued invoices of plans, the newest first: the newest of all, and every one that is open, however old.
 * Those of ended subscriptions count too; receipts for credits do not.
 */
export async function readPlanInvoices(
  { client }: StripeConnection,
  customerId: string,
): Promise<readonly PlanInvoice[]> {
  const newest = await client.invoices.list({ customer: customerId, limit: MOST_LISTED });
  const known = new Set(newest.data.map(({ id }) => id));
  const older = newest.has_more
    ? (await client.invoices.list({ customer: customerId, status: "open", limit: MOST_LISTED })).data
    : [];
  return [...newest.data, ...older.filter(({ id }) => !known.has(id))].flatMap((invoice) => planInvoice(invoice) ?? []);
}

/** Null for a draft, and for what is no invoice of a plan. */
export function planInvoice(invoice: Stripe.Invoice): PlanInvoice | null {
  const { status: state } = invoice;
  const isOfPlan = invoice.parent?.subscription_details || invoice.metadata?.purpose === "usage";
  if (!isOfPlan || state === null || state === "draft") return null;
  const { finalized_at: finalized, paid_at: paid } = invoice.status_transitions;
  const line = greatestLine(invoice);
  return {
    stripeInvoiceId: invoice.id,
    number: invoice.number,
    state: state as PlanInvoice["state"],
    reason: reasonOf(invoice),
    description: line?.description ?? "Plan",
    paidNanos: centsToNanos(invoice.amount_paid),
    remainingNanos: centsToNanos(invoice.amount_remaining),
    isByCard: invoice.collection_method === "charge_automatically",
    isDebt: isDebt(invoice),
    hasFailed: invoice.attempted && state !== "paid",
    url: invoice.hosted_invoice_url ?? null,
    purchaseOrderNumber: invoice.custom_fields?.find(({ name }) => name === PURCHASE_ORDER_FIELD)?.value ?? null,
    periodStart: fromStripeTime(line?.period.start ?? invoice.period_start),
    periodEnd: fromStripeTime(line?.period.end ?? invoice.period_end),
    createdAt: fromStripeTime(invoice.created),
    finalizedAt: fromStripeTime(finalized ?? invoice.created),
    dueAt: invoice.due_date === null ? null : fromStripeTime(invoice.due_date),
    paidAt: state === "paid" ? fromStripeTime(paid ?? invoice.created) : null,
  };
}

/** Without its first payment by card a subscription does not begin, and without its payment a change is not made. */
function isDebt({ status, amount_remaining: remainingCents, billing_reason: reason, ...invoice }: Stripe.Invoice) {
  if (status !== "open" || remainingCents <= 0) return false;
  const isByCard = invoice.collection_method === "charge_automatically";
  return !isByCard || (reason !== "subscription_update" && reason !== "subscription_create");
}

function reasonOf({ billing_reason: reason }: Stripe.Invoice): PlanInvoice["reason"] {
  switch (reason) {
    case "subscription_create":
      return "start";
    case "subscription_cycle":
      return "renewal";
    case "subscription_update":
      return "change";
    default:
      return "other";
  }
}

function greatestLine({ lines }: Stripe.Invoice): Stripe.InvoiceLineItem | undefined {
  return [...lines.data].sort((a, b) => b.amount - a.amount)[0];
}
