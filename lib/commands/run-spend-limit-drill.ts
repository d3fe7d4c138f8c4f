import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Context, requirePermission } from "#lib/context.ts";
import { countUnrevokedApiKeys, insertApiKey, markApiKeyRevoked } from "#lib/data/api-keys.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { listServedModelIds } from "#lib/data/deployments.ts";
import { sumOpenHolds } from "#lib/data/holds.ts";
import {
  deleteSpendLimit,
  findScopeSpending,
  lockSpending,
  readKeyCharges,
  upsertSpendLimit,
} from "#lib/data/spend-limits.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import { API_KEY_RANDOM_BYTES, API_KEY_START, API_KEYS_PER_WORKSPACE, apiKeyPrefix } from "#lib/domain/api-key.ts";
import type { AuditAction, AuditTargetType, JsonValue } from "#lib/domain/audit.ts";
import { type BillingPeriod, billingPeriodAt } from "#lib/domain/billing-period.ts";
import { createKeyRefusal } from "#lib/domain/create-key-refusal.ts";
import { type DrillReport, drillReport } from "#lib/domain/drill-report.ts";
import { AppError } from "#lib/domain/errors.ts";
import { NANOS_PER_DOLLAR, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { parseSpendLimit } from "#lib/domain/spend-limit.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { hashApiKeySecret } from "#lib/platform/hash-api-key-secret.ts";
import { newId } from "#lib/platform/ids.ts";
import { sendDrillRequests } from "./send-drill-requests.ts";

const LABEL = "Spend limit drill";
const DRILL_REQUESTS_MAX = 500;
/** A drill costs up to its limit. */
const HIGHEST_LIMIT_NANOS = 10n * NANOS_PER_DOLLAR;
const LOOK_EVERY_MS = 25;
const LONGEST_SETTLING_MS = 15_000;
/** Longer than a drill takes. */
const LONGEST_DRILL_MS = 60_000;
/** Should the process die in the middle of a drill, the key ends by itself. */
const KEY_LIFE_MS = 300_000;

export type DrillInput = {
  /** Base URLs of gateway processes, such as http://127.0.0.1:4011/v1: from the operator's settings, never from a caller. */
  gatewayUrls: readonly string[];
  modelId: string;
  /** The scratch limit, in dollars as a person types them. */
  limit: string;
  requestCount: number;
};

type Scratch = {
  readonly apiKeyId: string;
  readonly secret: string;
  readonly period: BillingPeriod;
  readonly limitNanos: Nanos;
};

/**
 * Fires parallel requests at a scratch limit on a key of its own, and reports whether any got past it. The requests are
 * real: they are billed to the workspace, up to the limit. Key and limit are gone afterwards, also when the drill fails;
 * where the process dies in the middle, the key expires by itself, and the limit stays until somebody removes it.
 * The key's rate bounds the drill: on Pro some 50 requests pass at once, and the others are refused with 429.
 */
export async function runSpendLimitDrill(ctx: Context, input: DrillInput): Promise<DrillReport> {
  requirePermission(ctx, "spend_limits:set");
  requirePermission(ctx, "api_keys:create");
  const startedMs = monotonicMs();
  const limitNanos = readLimit(input);
  const period = billingPeriodAt(ctx.now);
  if (period.end.getTime() - ctx.now.getTime() < LONGEST_DRILL_MS) {
    throw new AppError("conflict", "This billing period is about to end. Run the drill when the next one has begun.");
  }
  if (!(await listServedModelIds(ctx.db, ctx.workspaceId)).includes(input.modelId)) {
    const message = "No running deployment of this workspace serves this model. Choose one that is served.";
    throw new AppError("invalid_input", message, { modelId: message });
  }
  const scratch = await openScratch(ctx, limitNanos, period);
  let report: DrillReport | null = null;
  try {
    report = await fire(ctx, scratch, input);
    return report;
  } finally {
    await closeScratch(ctx, scratch, { report, at: new Date(ctx.now.getTime() + monotonicMs() - startedMs) });
  }
}

function readLimit({ limit, requestCount, gatewayUrls }: DrillInput): Nanos {
  if (gatewayUrls.length === 0) throw new Error("A drill needs a gateway");
  if (!Number.isInteger(requestCount) || requestCount < 1 || requestCount > DRILL_REQUESTS_MAX) {
    const message = `Send 1 to ${DRILL_REQUESTS_MAX} requests.`;
    throw new AppError("invalid_input", message, { requestCount: message });
  }
  const parsed = parseSpendLimit(limit);
  if (parsed.isValid && parsed.limitNanos > 0n && parsed.limitNanos <= HIGHEST_LIMIT_NANOS) return parsed.limitNanos;
  const message = "Type a limit above $0 and up to $10, which is what the drill may cost.";
  throw new AppError("invalid_input", message, { limit: message });
}

/** The funds are locked before the workspace, as by whoever sets a limit. */
async function openScratch(ctx: Context, limitNanos: Nanos, period: BillingPeriod): Promise<Scratch> {
  const { workspaceId, now, actor } = ctx;
  const refusal = createKeyRefusal(ctx.plan, { isAllowedByRole: actor.type === "user" });
  if (refusal || actor.type !== "user")
    throw new AppError("plan_not_allowed", refusal ?? "A drill is run by a person.");
  const secret = API_KEY_START + randomBytes(API_KEY_RANDOM_BYTES).toString("hex");
  const apiKeyId = newId("apiKey", now);
  const key = { label: LABEL, prefix: apiKeyPrefix(secret), expiresAt: new Date(now.getTime() + KEY_LIFE_MS) };
  await ctx.db.$transaction(async (tx) => {
    await lockSpending(tx, workspaceId, period);
    await lockWorkspace(tx, workspaceId);
    if ((await countUnrevokedApiKeys(tx, workspaceId)) >= API_KEYS_PER_WORKSPACE) {
      throw new AppError(
        "conflict",
        `A drill needs a key, and there are ${API_KEYS_PER_WORKSPACE} already. Revoke one.`,
      );
    }
    await insertApiKey(tx, workspaceId, {
      ...key,
      apiKeyId,
      createdByUserId: actor.userId,
      createdAt: now,
      secretHash: hashApiKeySecret(secret),
    });
    const terms = { limitNanos, alertAtPercent: [], hasPaceAlert: false };
    await upsertSpendLimit(tx, workspaceId, { scope: "api_key", scopeId: apiKeyId, ...terms, period, now });
    const audit = auditIn(tx, ctx, { targetId: apiKeyId, at: now });
    await audit("api_key.created", "api_key", null, { ...key, expiresAt: key.expiresAt.toISOString() });
    await audit("spend_limit.set", "spend_limit", null, { scope: "api_key", limit: toExactDollars(limitNanos) });
  });
  return { apiKeyId, secret, period, limitNanos };
}

async function fire(ctx: Context, scratch: Scratch, { gatewayUrls, modelId, requestCount }: DrillInput) {
  const { db, workspaceId } = ctx;
  const { apiKeyId, secret, period, limitNanos } = scratch;
  const sent = sendDrillRequests({ gatewayUrls, secret, modelId, requestCount });
  // Also when watching fails: the limit stays until the last request has been answered.
  const peakNanos = await watchPeak(ctx, scratch, sent).finally(() => sent);
  const answers = await sent;
  await untilNothingIsHeld(ctx, scratch);
  const { heldNanos } = await sumOpenHolds(db, workspaceId, { period, apiKeyId });
  const { servedCount, chargedNanos, includedNanos } = await readKeyCharges(db, workspaceId, { apiKeyId, period });
  const figures = { limitNanos, settledNanos: chargedNanos, heldNanos, peakNanos, includedNanos };
  return drillReport({ ...figures, billedCount: servedCount }, answers);
}

/** Looks at the counters again and again until the requests have been answered. @returns the most it saw */
async function watchPeak(ctx: Context, { apiKeyId, period }: Scratch, sent: Promise<unknown>): Promise<Nanos> {
  let areAnswered = false;
  const answered = sent.finally(() => {
    areAnswered = true;
  });
  let peakNanos = 0n;
  for (let isLast = false; !isLast; ) {
    isLast = areAnswered;
    const counters = await findScopeSpending(ctx.db, ctx.workspaceId, { scope: "api_key", scopeId: apiKeyId, period });
    const usedNanos = counters ? counters.settledNanos + counters.heldNanos : 0n;
    if (usedNanos > peakNanos) peakNanos = usedNanos;
    if (!isLast) await Promise.race([answered, delay(LOOK_EVERY_MS)]);
  }
  return peakNanos;
}

async function untilNothingIsHeld(ctx: Context, { apiKeyId, period }: Scratch): Promise<void> {
  const deadlineMs = monotonicMs() + LONGEST_SETTLING_MS;
  while (monotonicMs() < deadlineMs) {
    if ((await sumOpenHolds(ctx.db, ctx.workspaceId, { period, apiKeyId })).count === 0) return;
    await delay(LOOK_EVERY_MS);
  }
}

async function closeScratch(
  ctx: Context,
  { apiKeyId, period, limitNanos }: Scratch,
  { report, at }: { report: DrillReport | null; at: Date },
): Promise<void> {
  const { workspaceId } = ctx;
  await ctx.db.$transaction(async (tx) => {
    await lockSpending(tx, workspaceId, period);
    const audit = auditIn(tx, ctx, { targetId: apiKeyId, at });
    if (await markApiKeyRevoked(tx, workspaceId, apiKeyId, at)) {
      const change = { label: LABEL, revokedAt: at.toISOString() };
      await audit("api_key.revoked", "api_key", { ...change, revokedAt: null }, change);
    }
    if (await deleteSpendLimit(tx, workspaceId, { scope: "api_key", scopeId: apiKeyId })) {
      const removed = { scope: "api_key", limit: toExactDollars(limitNanos) };
      await audit("spend_limit.removed", "spend_limit", removed, null);
    }
    if (report) await audit("spend_limit.drilled", "spend_limit", null, report);
  });
}

function auditIn(
  tx: Parameters<typeof insertAuditEntry>[0],
  { workspaceId, actor, ip, requestId }: Context,
  of: { targetId: string; at: Date },
) {
  return (action: AuditAction, targetType: AuditTargetType, before: JsonValue, after: JsonValue) =>
    insertAuditEntry(tx, { workspaceId, action, actor, targetType, ...of, before, after, ip, requestId });
}
