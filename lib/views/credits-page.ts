import { type Context, requirePermission } from "#lib/context.ts";
import { findBillingAccount } from "#lib/data/billing-accounts.ts";
import { findFirstCreditEntryAt } from "#lib/data/credit-pace.ts";
import { findContract } from "#lib/data/workspace-plans.ts";
import { billingPeriodAt, formatPeriod, previousPeriod } from "#lib/domain/billing-period.ts";
import type { CreditCause } from "#lib/domain/credit-cause.ts";
import type { CreditFilter } from "#lib/domain/credit-filter.ts";
import { type CreditRunway, loadCreditRunway } from "./credit-runway.ts";
import { type CreditsPart, loadCreditsPart } from "./credits-part.ts";

/** Settings > Billing > Credits. */
export type CreditsPageView = {
  credits: CreditsPart;
  runway: CreditRunway;
  /** Whether there is a card that auto top-up can charge. */
  hasCard: boolean;
  /** Usage is invoiced by contract and does not draw on credits. */
  isPostpaid: boolean;
  filter: { cause: CreditCause | null; periodKey: string | null };
  /** From the first movement of credits to now, newest first. */
  periods: { key: string; label: string }[];
};

export async function loadCreditsPage(
  ctx: Context,
  params: { cursor: string | null; filter: CreditFilter },
): Promise<CreditsPageView> {
  requirePermission(ctx, "billing:read");
  const { db, workspaceId } = ctx;
  const { cursor, filter } = params;
  const [credits, runway, account, contract, firstAt] = await Promise.all([
    loadCreditsPart(ctx, { cursor, ...filter }),
    loadCreditRunway(ctx),
    findBillingAccount(db, workspaceId),
    findContract(db, workspaceId),
    findFirstCreditEntryAt(db, workspaceId),
  ]);
  return {
    credits,
    runway,
    hasCard: Boolean(account?.cardLast4),
    isPostpaid: ctx.plan === "enterprise" && contract?.isPostpaid === true,
    filter: { cause: filter.cause, periodKey: filter.period?.key ?? null },
    periods: periodsSince(firstAt ?? ctx.now, ctx.now),
  };
}

function periodsSince(first: Date, now: Date): CreditsPageView["periods"] {
  const periods: CreditsPageView["periods"] = [];
  for (let period = billingPeriodAt(now); period.end > first; period = previousPeriod(period)) {
    periods.push({ key: period.key, label: formatPeriod(period) });
  }
  return periods;
}
