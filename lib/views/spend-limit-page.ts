import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { listApiKeys } from "#lib/data/api-keys.ts";
import type { Db } from "#lib/data/client.ts";
import { readFunds } from "#lib/data/credit-entries.ts";
import { listServedModelIds } from "#lib/data/deployments.ts";
import { type IncludedUsage, readIncludedUsage } from "#lib/data/included-usage.ts";
import { listMembers } from "#lib/data/members.ts";
import { listKeySpending, listMemberSpending } from "#lib/data/scope-charges.ts";
import type { Spending } from "#lib/data/spend-limits.ts";
import { findContract } from "#lib/data/workspace-plans.ts";
import { apiKeyState } from "#lib/domain/api-key.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { MODELS } from "#lib/domain/catalog/models.ts";
import { planTerms } from "#lib/domain/catalog/plans.ts";
import { createKeyRefusal } from "#lib/domain/create-key-refusal.ts";
import { gatewayTerms } from "#lib/domain/gateway-terms.ts";
import { type ExactDollars, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import type { LimitScope } from "#lib/domain/spend-limit.ts";

/** A tenth of a key's requests a minute pass at once. */
const BURST_PART = 10;

/** What a limit can be set on, with what it has been charged and holds in this period. */
export type LimitSubject = {
  scope: LimitScope;
  scopeId: string;
  /** The member's name or the key's label; null for the workspace itself. */
  name: string | null;
  /** The member's email or the key's prefix, to tell two of the same name apart. */
  detail: string;
  settled: ExactDollars;
  held: ExactDollars;
};

export type DrillOffer = {
  /** Why no drill can be run; null where one can. */
  refusal: string | null;
  models: { modelId: string; name: string }[];
  /** Of the plan: how many requests of one key pass at once before others get 429. Null where a contract says it. */
  burst: number | null;
  planName: string;
  /** Of the included inference, which pays first and counts against no limit. */
  includedLeft: ExactDollars;
  /** Of the credits, which pay for the drill; null where usage is invoiced by contract. */
  creditsAvailable: ExactDollars | null;
};

/** Settings > Billing > Spend limit but for its live figures. */
export type SpendLimitPageView = {
  /** The reader's role, to say why something cannot be changed. */
  role: string;
  workspaceId: string;
  /** The reader, whose own limit bounds a drill too. */
  userId: string | null;
  /** Members and keys that are in use; empty for who may not set limits. */
  subjects: LimitSubject[];
  drill: DrillOffer;
};

/** Loads what the spend limit screen offers, read at one instant. */
export async function loadSpendLimitPage(ctx: Context): Promise<SpendLimitPageView> {
  requirePermission(ctx, "spend_limits:read");
  const { workspaceId, actor } = ctx;
  const read = await ctx.db.$transaction((tx) => readAll(tx, ctx), { isolationLevel: "RepeatableRead" });
  return {
    role: actor.type === "user" ? actor.role : "system",
    workspaceId,
    userId: actor.type === "user" ? actor.userId : null,
    subjects: hasPermission(ctx, "spend_limits:set") ? subjectsOf(read, ctx.now) : [],
    drill: drillOffer(ctx, read),
  };
}

async function readAll(tx: Db, { workspaceId, now }: Context) {
  const period = billingPeriodAt(now);
  return {
    members: await listMembers(tx, workspaceId),
    keys: await listApiKeys(tx, workspaceId),
    ofMembers: await listMemberSpending(tx, workspaceId, period),
    ofKeys: await listKeySpending(tx, workspaceId, period),
    servedModelIds: await listServedModelIds(tx, workspaceId),
    included: await readIncludedUsage(tx, workspaceId, period),
    balance: await readFunds(tx, workspaceId),
    contract: await findContract(tx, workspaceId),
  };
}

type Read = Awaited<ReturnType<typeof readAll>>;

function subjectsOf({ members, keys, ofMembers, ofKeys }: Read, now: Date): LimitSubject[] {
  return [
    ...members.map(({ userId, name, email }) => ({
      scope: "member" as const,
      scopeId: userId,
      name: name ?? email,
      detail: email,
      ...shownSpending(ofMembers.get(userId)),
    })),
    ...keys
      .filter((key) => apiKeyState(key, now) === "active")
      .map(({ apiKeyId, label, prefix }) => ({
        scope: "api_key" as const,
        scopeId: apiKeyId,
        name: label,
        detail: prefix,
        ...shownSpending(ofKeys.get(apiKeyId)),
      })),
  ];
}

function shownSpending(spending: Spending | undefined) {
  return { settled: toExactDollars(spending?.settledNanos ?? 0n), held: toExactDollars(spending?.heldNanos ?? 0n) };
}

function drillOffer(ctx: Context, { servedModelIds, included, balance, contract }: Read): DrillOffer {
  const models = MODELS.filter(({ id, kind }) => kind === "chat" && servedModelIds.includes(id));
  const terms = gatewayTerms(ctx.plan, null, null);
  return {
    refusal: drillRefusal(ctx, models.length),
    models: models.map(({ id, name }) => ({ modelId: id, name })),
    burst: terms && Math.max(1, Math.floor(terms.requestsPerMinute / BURST_PART)),
    planName: planTerms(ctx.plan).name,
    includedLeft: toExactDollars(leftOf(included)),
    creditsAvailable: ctx.plan === "enterprise" && contract?.isPostpaid ? null : toExactDollars(floored(balance)),
  };
}

function drillRefusal(ctx: Context, modelCount: number): string | null {
  if (!hasPermission(ctx, "spend_limits:set") || !hasPermission(ctx, "api_keys:create")) {
    return "A drill makes a key and a limit of its own, so it is run by an owner or an admin.";
  }
  const keyRefusal = createKeyRefusal(ctx.plan, { isAllowedByRole: true });
  if (keyRefusal !== null) return keyRefusal;
  if (modelCount === 0) return "A drill sends chat requests, and no running deployment here serves a chat model.";
  return null;
}

function leftOf({ grantedNanos, usedNanos, heldNanos }: IncludedUsage): Nanos {
  const left = grantedNanos - usedNanos - heldNanos;
  return left > 0n ? left : 0n;
}

function floored({ balanceNanos, heldNanos }: { balanceNanos: Nanos; heldNanos: Nanos }): Nanos {
  return balanceNanos > heldNanos ? balanceNanos - heldNanos : 0n;
}
