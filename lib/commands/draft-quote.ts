import type { Context } from "#lib/context.ts";
import { findBillingAccount } from "#lib/data/billing-accounts.ts";
import { findPlanChange } from "#lib/data/plan-changes.ts";
import type { HeldKey, SeatHolder } from "#lib/data/plan-holdings.ts";
import type { Quote } from "#lib/data/quotes.ts";
import type { WorkspacePlan } from "#lib/data/workspace-plans.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { AppError } from "#lib/domain/errors.ts";
import { quoteExpiry } from "#lib/domain/plans/decide-quote-acceptance.ts";
import { planChangeEffects } from "#lib/domain/plans/plan-change-effects.ts";
import type { BoundDeployment, Holdings } from "#lib/domain/plans/plan-enforcement.ts";
import { monthlyPrice, type PlanSeats } from "#lib/domain/plans/plan-seats.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import type { BilledSubscription, BillingState } from "#lib/stripe/read-billing.ts";
import { grantedMonthly } from "./grant-included.ts";
import { priceOfUpgrade, type UpgradePrice } from "./price-of-upgrade.ts";
import { refuseOverdue } from "./refuse-overdue.ts";

export type ChangeToQuote = {
  readonly kind: "upgrade" | "downgrade";
  readonly from: WorkspacePlan;
  readonly to: PlanSeats;
  readonly customerId: string | null;
  /** The live one. */
  readonly subscription: BilledSubscription | null;
  /** Those of subscriptions that have ended too. */
  readonly invoices: BillingState["invoices"];
  readonly holdings: Holdings<SeatHolder, BoundDeployment, HeldKey>;
};

/** Stripe keeps a page open for at least half an hour after it was made, and a quote may be accepted for a quarter. */
const SHORTEST_PAGE_MS = 50 * 60_000;

type Price = UpgradePrice & Pick<Quote, "isImmediate" | "effectiveAt" | "prorationAt">;
type Draft = Omit<Quote, "quoteId" | "createdByUserId" | "createdAt">;

/** What a change costs, asked of Stripe, and what else it does. A preview that fails is an error, never a price of $0. */
export async function draftQuote(stripe: StripeConnection, ctx: Context, change: ChangeToQuote): Promise<Draft> {
  const { db, workspaceId, now } = ctx;
  const { from, to, holdings } = change;
  const price = await priceOf(stripe, change, now);
  const period = billingPeriodAt(now);
  const account = await findBillingAccount(db, workspaceId);
  const waiting = await findPlanChange(db, workspaceId);
  const effects = planChangeEffects({
    from,
    to,
    isImmediate: price.isImmediate,
    at: price.effectiveAt,
    period,
    grantedMonthlyNanos: grantedMonthly(account, from, period),
    rolledOverSessions: 0,
    waiting: waiting && { plan: waiting.toPlan, seats: waiting.toSeats, effectiveAt: waiting.effectiveAt },
    holdings,
  });
  return {
    kind: from.plan === to.plan ? "seats" : "plan",
    from: { plan: from.plan, seats: from.seats },
    to,
    ...price,
    effects,
    expiresAt: earliest(quoteExpiry(now), price.renewsAt),
  };
}

async function priceOf(stripe: StripeConnection, change: ChangeToQuote, now: Date): Promise<Price> {
  const { kind, to, customerId, subscription, invoices } = change;
  if (kind === "downgrade") return laterPrice(to, subscription);
  refuseOverdue({ subscription, invoices }, now);
  const prorationAt = wholeSecond(now);
  const anchorAt = billingPeriodAt(now).end;
  if (!subscription && anchorAt.getTime() - now.getTime() < SHORTEST_PAGE_MS) {
    throw new AppError(
      "conflict",
      "This billing period ends within the hour, and a payment page could outlast it. Begin again after 00:00 UTC.",
    );
  }
  const price = await priceOfUpgrade(stripe, { customerId, subscription, to, prorationAt, anchorAt });
  return { isImmediate: true, effectiveAt: prorationAt, prorationAt, ...price };
}

/** Nothing is charged before the next period, which costs the list price. */
function laterPrice(to: PlanSeats, subscription: BilledSubscription | null): Price {
  if (!subscription) {
    throw new AppError(
      "conflict",
      "No subscription pays for this workspace's plan, so it cannot be lowered here. Ask whoever runs this server.",
    );
  }
  const { periodEnd } = subscription;
  const renewalNanos = monthlyPrice(to);
  if (renewalNanos === null) throw new Error("A plan by contract is not sold here");
  return {
    isImmediate: false,
    effectiveAt: periodEnd,
    prorationAt: null,
    lines: [],
    dueTodayNanos: 0n,
    renewalNanos,
    renewsAt: periodEnd,
  };
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1_000) * 1_000);
}

function earliest(one: Date, other: Date): Date {
  return one < other ? one : other;
}
