import { type Context, requirePermission } from "#lib/context.ts";
import { findApiKey } from "#lib/data/api-keys.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Db } from "#lib/data/client.ts";
import { listMemberNames } from "#lib/data/members.ts";
import {
  findScopeSpending,
  findSpendLimit,
  type LimitTarget,
  type LimitTerms,
  lockSpending,
  readSpending,
  upsertSpendLimit,
} from "#lib/data/spend-limits.ts";
import type { JsonValue } from "#lib/domain/audit.ts";
import { type BillingPeriod, billingPeriodAt } from "#lib/domain/billing-period.ts";
import { AppError } from "#lib/domain/errors.ts";
import { formatDollars, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import {
  ALERTS_PER_LIMIT,
  DEFAULT_ALERT_PERCENTS,
  decideLimitChange,
  HIGHEST_LIMIT_NANOS,
  type LimitEffect,
  parseAlertPercents,
  parseSpendLimit,
} from "#lib/domain/spend-limit.ts";

export type SetSpendLimitInput = LimitTarget & {
  /** Dollars as a person types them. */
  limit: string;
  /** Left out, the alerts stay as they are, or are the usual ones of a new limit. */
  alertAtPercent?: readonly number[] | undefined;
  hasPaceAlert?: boolean | undefined;
};

/** Sets the monthly limit of the workspace, a member or a key, from this instant on. @returns what it does at once */
export async function setSpendLimit(ctx: Context, input: SetSpendLimitInput): Promise<LimitEffect> {
  requirePermission(ctx, "spend_limits:set");
  const { workspaceId } = ctx;
  const { scope, scopeId } = input;
  const limitNanos = readLimit(input.limit);
  const alertAtPercent = input.alertAtPercent && readAlerts(input.alertAtPercent);
  const period = billingPeriodAt(ctx.now);
  return ctx.db.$transaction(async (tx) => {
    await lockSpending(tx, workspaceId, period);
    await requireTarget(tx, workspaceId, input);
    const before = await findSpendLimit(tx, workspaceId, { scope, scopeId });
    const after = {
      limitNanos,
      alertAtPercent: alertAtPercent ?? before?.alertAtPercent ?? [...DEFAULT_ALERT_PERCENTS],
      hasPaceAlert: input.hasPaceAlert ?? before?.hasPaceAlert ?? true,
    };
    await upsertSpendLimit(tx, workspaceId, { scope, scopeId, ...after, period, now: ctx.now });
    if (!before || !isSame(before, after)) {
      await insertAuditEntry(tx, {
        workspaceId,
        action: "spend_limit.set",
        actor: ctx.actor,
        targetType: "spend_limit",
        targetId: scopeId,
        before: before && auditedLimit(scope, before),
        after: auditedLimit(scope, after),
        ip: ctx.ip,
        requestId: ctx.requestId,
        at: ctx.now,
      });
    }
    return decideLimitChange({ limitNanos, ...(await spendingOf(tx, workspaceId, input, period)) });
  });
}

function readLimit(text: string): Nanos {
  const parsed = parseSpendLimit(text);
  if (parsed.isValid) return parsed.limitNanos;
  const message = {
    empty: "Type the limit in dollars, such as 250. To have none, remove the limit.",
    unreadable: "Type the limit in dollars, such as 250 or 1,250.50.",
    negative: "Type a limit of $0 or more.",
    too_high: `Type a limit of at most ${formatDollars(HIGHEST_LIMIT_NANOS)}.`,
  }[parsed.reason];
  throw new AppError("invalid_input", message, { limit: message });
}

function readAlerts(percents: readonly number[]): number[] {
  const alertAtPercent = parseAlertPercents(percents);
  if (alertAtPercent) return alertAtPercent;
  const message = `Choose at most ${ALERTS_PER_LIMIT} whole percentages from 1 to 100.`;
  throw new AppError("invalid_input", message, { alertAtPercent: message });
}

/** @throws AppError not_found where this workspace has no such thing, conflict where it can spend nothing any more */
async function requireTarget(tx: Db, workspaceId: string, { scope, scopeId }: LimitTarget): Promise<void> {
  if (scope === "workspace") {
    if (scopeId !== workspaceId) throw new AppError("not_found", "This is not the workspace you are in.");
    return;
  }
  if (scope === "member") {
    const names = await listMemberNames(tx, workspaceId);
    if (!names.has(scopeId)) throw new AppError("not_found", "This person is not a member of this workspace.");
    return;
  }
  const key = await findApiKey(tx, workspaceId, scopeId);
  if (!key) throw new AppError("not_found", "This key does not exist in this workspace.");
  if (key.revokedAt) {
    throw new AppError("conflict", "This key is revoked and can spend nothing. Choose a key that is in use.");
  }
}

function isSame(one: LimitTerms, other: LimitTerms): boolean {
  return (
    one.limitNanos === other.limitNanos &&
    one.hasPaceAlert === other.hasPaceAlert &&
    one.alertAtPercent.join() === other.alertAtPercent.join()
  );
}

function auditedLimit(
  scope: LimitTarget["scope"],
  { limitNanos, alertAtPercent, hasPaceAlert }: LimitTerms,
): JsonValue {
  return { scope, limit: toExactDollars(limitNanos), alertAtPercent, hasPaceAlert };
}

async function spendingOf(tx: Db, workspaceId: string, target: LimitTarget, period: BillingPeriod) {
  const { scope, scopeId } = target;
  if (scope === "workspace") return readSpending(tx, workspaceId, period);
  const counters = await findScopeSpending(tx, workspaceId, { scope, scopeId, period });
  if (!counters) throw new Error("Setting a limit opens its counters");
  return counters;
}
