import type { Context } from "#lib/context.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Db } from "#lib/data/client.ts";
import { findPlanChange, replacePlanChange, type StoredPlanChange } from "#lib/data/plan-changes.ts";
import { listSeatHolders } from "#lib/data/plan-holdings.ts";
import { findQuote, listUnresolvedQuotes, noteAcceptance, type StoredQuote } from "#lib/data/quotes.ts";
import { readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import { AppError } from "#lib/domain/errors.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { decidePlanChange } from "#lib/domain/plans/decide-plan-change.ts";
import { decideQuoteAcceptance, isUnderWay } from "#lib/domain/plans/decide-quote-acceptance.ts";

const RECENT_MS = 600_000;

export type ClaimedQuote = {
  readonly quote: StoredQuote;
  /** The change that waited before this one. */
  readonly pendingBefore: StoredPlanChange | null;
};

/**
 * Takes a quote for this acceptance alone, so that of any number at the same time one goes on, and checks it against the
 * plan, seats and members as they are now. A change of the next period is noted with it. Audited.
 * @throws AppError not_found; conflict for a quote that is expired, stale or accepted, or while another is under way
 */
export async function claimQuote(quoteId: string, ctx: Context): Promise<ClaimedQuote> {
  const { db, workspaceId, now, actor } = ctx;
  if (actor.type !== "user") throw new AppError("forbidden", "Plans are changed by people.");
  return db.$transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId);
    const quote = await findQuote(tx, workspaceId, quoteId);
    if (!quote) throw new AppError("not_found", "This quote does not exist in this workspace. Ask for a new one.");
    await refuseParallel(tx, ctx, quoteId);
    await refuseOutdated(tx, ctx, quote);
    const pendingBefore = await findPlanChange(tx, workspaceId);
    await noteAcceptance(tx, workspaceId, quoteId, now);
    if (!quote.isImmediate) {
      await replacePlanChange(tx, workspaceId, {
        toPlan: quote.to.plan,
        toSeats: quote.to.seats,
        effectiveAt: quote.effectiveAt,
        quoteId,
        requestedByUserId: actor.userId,
        requestedAt: now,
      });
    }
    await insertAuditEntry(tx, { ...auditedBy(ctx), ...claimOf(quote) });
    return { quote, pendingBefore };
  });
}

/**
 * Takes a claim back after an error, so that the same quote can be accepted again; one with an outcome stays. Audited,
 * because the claim was: whether Stripe has acted all the same is said by `plan.changed`.
 */
export async function unclaimQuote(
  { quote, pendingBefore }: ClaimedQuote,
  ctx: Context,
  error: unknown,
): Promise<void> {
  const { db, workspaceId } = ctx;
  await db.$transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId);
    if ((await findQuote(tx, workspaceId, quote.quoteId))?.outcome) return;
    const pending = await findPlanChange(tx, workspaceId);
    if (pending?.quoteId === quote.quoteId) await replacePlanChange(tx, workspaceId, pendingBefore);
    await noteAcceptance(tx, workspaceId, quote.quoteId, null);
    await insertAuditEntry(tx, {
      ...auditedBy(ctx),
      action: "plan_change.failed",
      before: { ...quote.to },
      after: { ...quote.from, quoteId: quote.quoteId, reason: error instanceof AppError ? error.message : "error" },
    });
  });
}

function auditedBy({ workspaceId, actor, ip, requestId, now }: Context) {
  return { workspaceId, actor, targetType: "workspace", targetId: workspaceId, ip, requestId, at: now } as const;
}

/** What a person confirmed. Of a change at once nothing has happened yet: what came of it is written when it is known. */
function claimOf({ quoteId, from, to, isImmediate, effectiveAt, dueTodayNanos }: StoredQuote) {
  const terms = { quoteId, quotedToday: toExactDollars(dueTodayNanos), effectiveAt: effectiveAt.toISOString() };
  const before = { ...from };
  if (!isImmediate) return { action: "plan_change.scheduled", before, after: { ...to, ...terms } } as const;
  return { action: "plan_change.confirmed", before, after: { ...from, asksFor: { ...to }, ...terms } } as const;
}

/** @throws AppError conflict while another quote's acceptance is under way. Lock the workspace first. */
export async function refuseParallel(
  tx: Db,
  { workspaceId, now }: Pick<Context, "workspaceId" | "now">,
  quoteId: string | null,
): Promise<void> {
  const since = new Date(now.getTime() - RECENT_MS);
  const unresolved = await listUnresolvedQuotes(tx, workspaceId, since);
  if (unresolved.some((other) => other.quoteId !== quoteId && isUnderWay(other, now))) {
    throw new AppError("conflict", "Another change of this workspace is being made. Wait a moment, then try again.");
  }
}

async function refuseOutdated(tx: Db, { workspaceId, now }: Context, quote: StoredQuote): Promise<void> {
  const current = await readWorkspacePlan(tx, workspaceId);
  const acceptance = decideQuoteAcceptance(quote, current, now);
  if (!acceptance.isAccepted) throw new AppError("conflict", acceptance.message);
  const holders = await listSeatHolders(tx, workspaceId);
  const members = holders.filter(({ isSuspended }) => !isSuspended).length;
  const decision = decidePlanChange({ from: current, to: quote.to, members });
  if (decision.kind === "refused") throw new AppError("conflict", decision.message);
}
