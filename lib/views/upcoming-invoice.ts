import { listUnbilledUsage } from "#lib/data/billed-usage.ts";
import { findBillingAccount } from "#lib/data/billing-accounts.ts";
import type { Db } from "#lib/data/client.ts";
import { listPeriodFunding } from "#lib/data/period-funding.ts";
import { findPlanChange } from "#lib/data/plan-changes.ts";
import { findContract } from "#lib/data/workspace-plans.ts";
import { type BillingPeriod, billingPeriodAt, formatMonth } from "#lib/domain/billing-period.ts";
import { documentDeductions, documentGroups } from "#lib/domain/invoices/compose-document.ts";
import type { DocumentGroup, DocumentTotalRow } from "#lib/domain/invoices/invoice-document.ts";
import type { InvoiceLine } from "#lib/domain/invoices/invoice-line.ts";
import { composeUsageStatement } from "#lib/domain/invoices/usage-statement.ts";
import { type ExactDollars, type Nanos, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { monthlyPrice, planSeatsName } from "#lib/domain/plans/plan-seats.ts";

/** What the next invoice comes to so far: an estimate, for usage goes on. */
export type UpcomingInvoice = {
  asOf: string;
  /** When it will be issued, about an hour after the period's end. */
  on: string;
  periodLabel: string;
  groups: DocumentGroup[];
  deductions: DocumentTotalRow[];
  total: ExactDollars;
};

/**
 * The next invoice as it would be now: the next plan charge, and the usage of the period so far. Tax is not in it.
 * Null while the books differ: what is not paid by exactly as much as was used cannot be summed, nor would it be issued.
 */
export async function readUpcomingInvoice(db: Db, workspaceId: string, now: Date): Promise<UpcomingInvoice | null> {
  const period = billingPeriodAt(now);
  const usage = await listUnbilledUsage(db, workspaceId, { periodKeys: [period.key], span: period });
  const funding = await listPeriodFunding(db, workspaceId, period.key);
  const difference = sumOf(usage) - sumOf(funding);
  if (difference !== 0n) return null;
  const statement = composeUsageStatement(period, usage, funding);
  const lines = [...(await planLine(db, workspaceId)), ...(statement?.lines ?? [])];
  return {
    asOf: now.toISOString(),
    on: period.end.toISOString(),
    periodLabel: periodLabel(period),
    groups: documentGroups(lines),
    deductions: documentDeductions(lines),
    total: toExactDollars(sumNanos(lines.map(({ amountNanos }) => amountNanos))),
  };
}

const sumOf = (parts: readonly { readonly nanos: Nanos }[]) => sumNanos(parts.map(({ nanos }) => nanos));

function periodLabel(period: BillingPeriod): string {
  return `Usage of ${formatMonth(period)} so far, and the plan for ${formatMonth(billingPeriodAt(period.end))}`;
}

/** What Stripe will charge for the plan; nothing where the subscription ends with the period. */
async function planLine(db: Db, workspaceId: string): Promise<InvoiceLine[]> {
  const account = await findBillingAccount(db, workspaceId);
  if (!account?.paidPlan || account.isCancelling) return [];
  const pending = account.stripeScheduleId ? await findPlanChange(db, workspaceId) : null;
  const next = pending
    ? { plan: pending.toPlan, seats: pending.toSeats }
    : { plan: account.paidPlan, seats: account.paidSeats };
  const contract = await findContract(db, workspaceId);
  const amountNanos = monthlyPrice(next) ?? contract?.monthlyNanos ?? 0n;
  if (amountNanos === 0n) return [];
  const perSeatNanos = next.plan === "team" && next.seats > 0 ? amountNanos / BigInt(next.seats) : null;
  return [
    {
      kind: next.plan === "team" ? "seats" : "plan",
      description: planSeatsName(next),
      details: [],
      quantity: perSeatNanos === null ? null : BigInt(next.seats),
      unit: perSeatNanos === null ? null : "seats",
      unitPrice: perSeatNanos === null ? null : { nanos: perSeatNanos, per: "per seat and month" },
      usage: null,
      exactNanos: amountNanos,
      amountNanos,
    },
  ];
}
