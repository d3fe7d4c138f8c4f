import { type Context, ownMemberIdOf, requirePermission } from "#lib/context.ts";
import { listPriceVersions } from "#lib/data/price-versions.ts";
import { findUsageRequest, listUsageRequests, type StoredRequest } from "#lib/data/usage-requests.ts";
import { listWorkspacePrices } from "#lib/data/workspace-prices.ts";
import { AppError } from "#lib/domain/errors.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import type { TokenRates } from "#lib/domain/usage/price-usage.ts";
import type { UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { splitCost } from "./usage-amounts.ts";
import { usageDeploymentName, usageKeyName, usageModelName } from "./usage-names.ts";
import { chooseUsagePeriod } from "./usage-period.ts";
import type { UsageRequestLine, UsageRequestRow, UsageRequestsView, UsageRequestView } from "./usage-requests-view.ts";

const PAGE_SIZE = 50;
const TOKENS_PER_RATE = 1_000_000n;

export type UsageRequestsParams = {
  readonly query: UsageQuery;
  /** The span that is asked for, as far as it lies in the query's period; null is the period's own start or end. */
  readonly from: Date | null;
  readonly to: Date | null;
  /** The last request of the page before. */
  readonly cursor: string | null;
};

/** The requests behind a part of a chart. Who may not see everybody's sees their own. @throws AppError not_found as loadUsageView does */
export async function loadUsageRequests(ctx: Context, params: UsageRequestsParams): Promise<UsageRequestsView> {
  requirePermission(ctx, "usage:read");
  const { period } = chooseUsagePeriod(ctx.now, params.query.periodKey);
  if (params.cursor !== null && !isRequestId(params.cursor))
    throw new AppError("invalid_input", "The cursor is none that this list has given.");
  const ownMemberId = ownMemberIdOf(ctx);
  const rows = await listUsageRequests(ctx.db, ctx.workspaceId, {
    filter: requestFilter(params.query, ownMemberId),
    from: params.from && params.from > period.start ? params.from : period.start,
    to: params.to && params.to < period.end ? params.to : period.end,
    before: params.cursor,
    atMost: PAGE_SIZE + 1,
  });
  const page = rows.slice(0, PAGE_SIZE);
  return {
    requests: page.map(requestRow),
    nextCursor: rows.length > PAGE_SIZE ? (page.at(-1)?.requestId ?? null) : null,
    isOwnOnly: ownMemberId !== null,
  };
}

/** One request and how its amount came about. @throws AppError not_found for one that is not the reader's to see */
export async function loadUsageRequest(ctx: Context, params: { requestId: string }): Promise<UsageRequestView> {
  requirePermission(ctx, "usage:read");
  const found = isRequestId(params.requestId)
    ? await findUsageRequest(ctx.db, ctx.workspaceId, { ...params, ownMemberId: ownMemberIdOf(ctx) })
    : null;
  if (!found) throw new AppError("not_found", "There is no such request in this workspace.");
  const version = found.priceVersionId === null ? null : await findPrice(ctx, found.priceVersionId);
  return {
    ...requestRow(found),
    route: found.route,
    firstByteMs: found.firstByteMs,
    settledAt: found.settledAt.toISOString(),
    price: version ? { ...version.price, effectiveAt: version.price.effectiveAt.toISOString() } : null,
    lines: version ? linesOf(found, version.rates) : [],
    split: splitCost([found]),
  };
}

/** Requests are priced by the list's versions and by the workspace's own; null for a version that is neither. */
async function findPrice(ctx: Context, priceVersionId: string) {
  const own = await listWorkspacePrices(ctx.db, ctx.workspaceId);
  const list = await listPriceVersions(ctx.db);
  const found = [...own, ...list].find(({ id }) => id === priceVersionId);
  if (!found?.rates) return null;
  const { id, mode, effectiveAt, rates } = found;
  return { price: { id, mode, effectiveAt, isOwn: own.some((version) => version.id === id) }, rates };
}

/** Which stored requests a reader may see of those a query names. */
export function requestFilter(query: UsageQuery, ownMemberId: string | null) {
  const members = ownMemberId !== null && query.members.length === 0 ? [ownMemberId] : query.members;
  return { ...query, members, ownMemberId };
}

export function requestRow(request: StoredRequest): UsageRequestRow {
  const { deploymentId: id, deploymentModelId: modelId, deploymentMode: mode } = request;
  return {
    requestId: request.requestId,
    at: request.occurredAt.toISOString(),
    modelId: request.modelId,
    modelName: usageModelName(request.modelId),
    keyName: usageKeyName(request.apiKeyId, request.keyLabel),
    memberName: request.memberName ?? "Former member",
    deploymentName: usageDeploymentName({ id, modelId, mode }),
    status: request.status,
    httpStatus: request.httpStatus,
    isStreamed: request.isStreamed,
    totalTokens: request.inputTokens + request.cachedInputTokens + request.outputTokens,
    cost: toExactDollars(request.amountNanos),
    latencyMs: request.latencyMs,
  };
}

function linesOf(request: StoredRequest, rates: TokenRates): UsageRequestLine[] {
  const lines = [
    ["input", request.inputTokens, rates.inputNanos, request.inputNanos],
    ["cachedInput", request.cachedInputTokens, rates.cachedInputNanos ?? rates.inputNanos, request.cachedInputNanos],
    ["output", request.outputTokens, rates.outputNanos, request.outputNanos],
  ] as const;
  return lines
    .filter(([, tokens]) => tokens > 0)
    .map(([tokenClass, tokens, rateNanos, amountNanos]) => ({
      tokenClass,
      tokens,
      ratePerMillion: toExactDollars(rateNanos * TOKENS_PER_RATE),
      amount: toExactDollars(amountNanos),
    }));
}

function isRequestId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
