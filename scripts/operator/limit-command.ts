import { removeSpendLimit } from "#lib/commands/remove-spend-limit.ts";
import { setSpendLimit } from "#lib/commands/set-spend-limit.ts";
import type { Context } from "#lib/context.ts";
import type { OperatorWorkspace } from "#lib/data/operator-workspaces.ts";
import { findSpendLimit, type LimitTerms } from "#lib/data/spend-limits.ts";
import { formatDollars } from "#lib/domain/money.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { OPERATOR } from "./operator-actor.ts";
import type { OperatorParts } from "./run-operator-command.ts";

/** Sets or removes a workspace's own monthly limit, as its owner would. */
export async function setLimit(
  { db, stripe, now }: OperatorParts,
  { workspaceId, slug, plan }: OperatorWorkspace,
  limit: string,
): Promise<string> {
  const target = { scope: "workspace", scopeId: workspaceId } as const;
  const payment = { kind: "ok" } as const;
  const requestId = newRequestId(now);
  const ctx: Context = { actor: OPERATOR, workspaceId, plan, payment, now, db, stripe, requestId, ip: null };
  const before = told(await findSpendLimit(db, workspaceId, target));
  if (limit.toLowerCase() === "none") {
    await removeSpendLimit(ctx, target);
    return before === "none"
      ? `Nothing had to be changed: ${slug} has no limit.`
      : `Limit of ${slug}: ${before} → none.`;
  }
  const { sentence } = await setSpendLimit(ctx, { ...target, limit });
  const after = told(await findSpendLimit(db, workspaceId, target));
  const change = before === after ? `${after}, as before` : `${before} → ${after}`;
  return `Limit of ${slug}: ${change}.\n${sentence}`;
}

function told(terms: LimitTerms | null): string {
  return terms ? `${formatDollars(terms.limitNanos)} a month` : "none";
}
