import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { listApiKeys } from "#lib/data/api-keys.ts";
import type { Db } from "#lib/data/client.ts";
import { listOpenHolds, type OpenHold, sumOpenHolds } from "#lib/data/holds.ts";
import { listMemberNames } from "#lib/data/members.ts";
import { listSpendLimits, readSpending, type StoredSpendLimit } from "#lib/data/spend-limits.ts";
import { billingPeriodAt, formatPeriod } from "#lib/domain/billing-period.ts";
import { modelName } from "#lib/domain/catalog/models.ts";
import { type ExactDollars, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { decideLimitChange, type LimitScope } from "#lib/domain/spend-limit.ts";
import { PLAYGROUND_KEY_ID } from "#lib/domain/usage/usage-event.ts";

const HOLDS_LISTED = 100;

export type SpendLimitRow = {
  scope: LimitScope;
  scopeId: string;
  /** The member's name or the key's label; null for the workspace itself. */
  name: string | null;
  limit: ExactDollars;
  settled: ExactDollars;
  held: ExactDollars;
  /** What new requests may still be charged. */
  available: ExactDollars;
  /** Of the limit, what is settled and what is held, for display: 0 to 1, more where the limit was lowered. */
  settledShare: number;
  heldShare: number;
  alertAtPercent: number[];
  hasPaceAlert: boolean;
};

export type OpenHoldRow = {
  requestId: string;
  /** What it holds against limits. */
  amount: ExactDollars;
  /** What it holds of the included inference besides. */
  included: ExactDollars;
  ageSeconds: number;
  keyLabel: string;
  modelId: string;
  modelName: string;
  isStreamed: boolean;
  /** It is held ahead for the next requests of its key. */
  isLease: boolean;
};

/** The spend limits of a workspace, live: what is spent, held and available, and the requests that hold it. */
export type SpendLimitsView = {
  period: { key: string; label: string };
  /** ISO instant at which the figures were read. */
  asOf: string;
  /** ISO instant at which the next period starts, from zero. */
  resetsAt: string;
  canSet: boolean;
  /** Of the whole workspace in this period, whether it has a limit or not. */
  settled: ExactDollars;
  held: ExactDollars;
  /** The workspace's own first, then members', then keys'; whoever may not see all sees the workspace's and their own. */
  limits: SpendLimitRow[];
  /** All open holds of the period that the reader may see, and the newest 100 of them. */
  holds: { count: number; total: ExactDollars; newest: OpenHoldRow[] };
};

/** Loads the spend limits and open holds, all read at one instant so that they add up. */
export async function loadSpendLimits(ctx: Context): Promise<SpendLimitsView> {
  requirePermission(ctx, "spend_limits:read");
  const period = billingPeriodAt(ctx.now);
  const { spending, limits, holds, sum, labels, names } = await ctx.db.$transaction((tx) => readAll(tx, ctx), {
    isolationLevel: "RepeatableRead",
  });
  const nameOf = ({ scope, scopeId }: StoredSpendLimit) =>
    ({ workspace: null, member: names.get(scopeId) ?? "A former member", api_key: labels.get(scopeId) ?? scopeId })[
      scope
    ];
  return {
    period: { key: period.key, label: formatPeriod(period) },
    asOf: ctx.now.toISOString(),
    resetsAt: period.end.toISOString(),
    canSet: hasPermission(ctx, "spend_limits:set"),
    settled: toExactDollars(spending.settledNanos),
    held: toExactDollars(spending.heldNanos),
    limits: limits.map((limit) => limitRow(limit, nameOf(limit))),
    holds: {
      count: sum.count,
      total: toExactDollars(sum.heldNanos),
      newest: holds.map((hold) => holdRow(hold, labels.get(hold.apiKeyId) ?? hold.apiKeyId, ctx.now)),
    },
  };
}

async function readAll(tx: Db, ctx: Context) {
  const { workspaceId, actor } = ctx;
  const period = billingPeriodAt(ctx.now);
  const ownId = actor.type === "user" && !hasPermission(ctx, "spend_limits:read_all") ? actor.userId : null;
  const filter = { period, ...(ownId !== null && { memberId: ownId }) };
  const spending = await readSpending(tx, workspaceId, period);
  const limits = await listSpendLimits(tx, workspaceId, period);
  const holds = await listOpenHolds(tx, workspaceId, { ...filter, atMost: HOLDS_LISTED });
  const sum = await sumOpenHolds(tx, workspaceId, filter);
  const keys = await listApiKeys(tx, workspaceId, ownId === null ? {} : { createdByUserId: ownId });
  const names = await listMemberNames(tx, workspaceId);
  const labels = new Map([[PLAYGROUND_KEY_ID, "Playground"], ...keys.map((key) => [key.apiKeyId, key.label] as const)]);
  const isShown = ({ scope, scopeId }: StoredSpendLimit) =>
    ownId === null || scope === "workspace" || scopeId === ownId || labels.has(scopeId);
  return { spending, limits: limits.filter(isShown), holds, sum, labels, names };
}

function limitRow(limit: StoredSpendLimit, name: string | null): SpendLimitRow {
  const { scope, scopeId, limitNanos, settledNanos, heldNanos, alertAtPercent, hasPaceAlert } = limit;
  return {
    scope,
    scopeId,
    name,
    limit: toExactDollars(limitNanos),
    settled: toExactDollars(settledNanos),
    held: toExactDollars(heldNanos),
    available: toExactDollars(decideLimitChange(limit).roomNanos),
    settledShare: shareOf(settledNanos, limitNanos),
    heldShare: shareOf(heldNanos, limitNanos),
    alertAtPercent,
    hasPaceAlert,
  };
}

/** Of a limit of nothing, whatever there is is all of it. */
function shareOf(partNanos: Nanos, limitNanos: Nanos): number {
  if (limitNanos === 0n) return partNanos > 0n ? 1 : 0;
  return Number((partNanos * 10_000n) / limitNanos) / 10_000;
}

function holdRow(hold: OpenHold, keyLabel: string, now: Date): OpenHoldRow {
  const { requestId, modelId, isStreamed, isLease, amountNanos, includedNanos, placedAt } = hold;
  return {
    requestId,
    amount: toExactDollars(amountNanos - includedNanos),
    included: toExactDollars(includedNanos),
    ageSeconds: Math.max(0, Math.floor((now.getTime() - placedAt.getTime()) / 1_000)),
    keyLabel,
    modelId,
    modelName: modelName(modelId),
    isStreamed,
    isLease,
  };
}
