import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { type BillingAccount, findBillingAccount } from "#lib/data/billing-accounts.ts";
import { findQuote } from "#lib/data/quotes.ts";
import { readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import { type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";
import { AppError } from "#lib/domain/errors.ts";
import { isQuoteId } from "#lib/domain/is-quote-id.ts";
import { type ExactDollars, toExactDollars } from "#lib/domain/money.ts";
import { quoteState } from "#lib/domain/plans/decide-quote-acceptance.ts";
import type { PlanSeats } from "#lib/domain/plans/plan-seats.ts";

export type QuoteSide = {
  planId: PlanId;
  planName: string;
  /** Null on plans that are not priced per seat. */
  seats: number | null;
};

export type QuoteLineRow = {
  description: string;
  /** Below zero where it gives back what was paid for. */
  amount: ExactDollars;
  isProration: boolean;
};

/** One thing that a change does besides its price, in words. */
export type QuoteEffectRow = {
  kind: string;
  /** For the icon: something is gained, something is lost, or neither. */
  tone: "gain" | "loss" | "note";
  sentence: string;
  /** Who or what it is about, by name: members, deployments, keys. */
  names: string[];
};

/** A quote as its screen shows it. Instants are ISO text. */
export type PlanQuoteView = {
  quoteId: string;
  kind: "plan" | "seats";
  direction: "upgrade" | "downgrade";
  from: QuoteSide;
  to: QuoteSide;
  /** Whether it takes effect when it is confirmed; otherwise at `effectiveAt`, when the next period begins. */
  isImmediate: boolean;
  effectiveAt: string;
  lines: QuoteLineRow[];
  /** What confirming charges; "0.00" for a change of the next period. */
  dueToday: ExactDollars;
  /** Whether that is the most: Stripe's page prorates to the second at which it is paid. */
  isDueAtMost: boolean;
  /** What each month costs from `renewsAt` on. */
  renewal: ExactDollars;
  renewsAt: string;
  effects: QuoteEffectRow[];
  /**
   * `card`: confirming charges the card on file. `checkout`: confirming leads to Stripe's page. `nothing`: nothing is
   * charged today.
   */
  paysBy: "card" | "checkout" | "nothing";
  /** The card that `card` charges, "Visa ending in 4242"; null where none is known. */
  cardLabel: string | null;
  createdAt: string;
  expiresAt: string;
  /** `stale`: the plan or seats have changed since. Only a valid one can be confirmed; of others a new one is asked for. */
  state: "valid" | "expired" | "stale" | "accepted";
  /** What became of an accepted one, as it is stored: a declined one must never read as done. Null while not known. */
  outcome: "changed" | "scheduled" | "checkout" | "declined" | "requires_action" | null;
  /** Whether the reader may confirm. */
  canAccept: boolean;
};

/** Loads a quote that was made in this workspace. */
export async function loadPlanQuote(ctx: Context, params: { quoteId: string }): Promise<PlanQuoteView> {
  requirePermission(ctx, "billing:read");
  const { db, workspaceId, now } = ctx;
  const quote = isQuoteId(params.quoteId) ? await findQuote(db, workspaceId, params.quoteId) : null;
  if (!quote) throw new AppError("not_found", "This quote does not exist in this workspace.");
  const account = await findBillingAccount(db, workspaceId);
  const state = quoteState(quote, await readWorkspacePlan(db, workspaceId), now);
  const paysBy = quote.isImmediate ? (account?.paidPlan ? "card" : "checkout") : "nothing";
  return {
    quoteId: quote.quoteId,
    kind: quote.kind,
    direction: quote.isImmediate ? "upgrade" : "downgrade",
    from: sideOf(quote.from),
    to: sideOf(quote.to),
    isImmediate: quote.isImmediate,
    effectiveAt: quote.effectiveAt.toISOString(),
    lines: quote.lines.map(({ amountNanos, ...line }) => ({ ...line, amount: toExactDollars(amountNanos) })),
    dueToday: toExactDollars(quote.dueTodayNanos),
    isDueAtMost: paysBy === "checkout" || quote.outcome === "checkout",
    renewal: toExactDollars(quote.renewalNanos),
    renewsAt: quote.renewsAt.toISOString(),
    effects: quote.effects.map(({ names, ...effect }) => ({ ...effect, names: [...names] })),
    paysBy,
    cardLabel: paysBy === "card" && account?.cardLast4 ? `${brandOf(account)} ending in ${account.cardLast4}` : null,
    createdAt: quote.createdAt.toISOString(),
    expiresAt: quote.expiresAt.toISOString(),
    state,
    outcome: quote.outcome,
    canAccept: hasPermission(ctx, "plan:change") && hasPermission(ctx, "seats:change"),
  };
}

function sideOf({ plan, seats }: PlanSeats): QuoteSide {
  const { name, isPricedPerSeat } = planTerms(plan);
  return { planId: plan, planName: name, seats: isPricedPerSeat ? seats : null };
}

function brandOf({ cardBrand }: BillingAccount): string {
  return cardBrand ? cardBrand.charAt(0).toUpperCase() + cardBrand.slice(1) : "Card";
}
