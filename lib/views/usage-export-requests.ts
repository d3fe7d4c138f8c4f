import { type Context, ownMemberIdOf } from "#lib/context.ts";
import { listUsageRequests, type StoredRequest } from "#lib/data/usage-requests.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import { csvLine } from "#lib/domain/csv-line.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import type { UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { usageDeploymentName, usageKeyName, usageModelName } from "./usage-names.ts";
import { requestFilter } from "./usage-requests.ts";

/** So many are read at once: few enough for memory, many enough to be quick. */
const BATCH = 2_000;

const HEADER = [
  "request_id",
  "at_utc",
  "model_id",
  "model",
  "key_id",
  "key",
  "member_id",
  "member",
  "deployment_id",
  "deployment",
  "status",
  "http_status",
  "is_streamed",
  "input_tokens",
  "cached_input_tokens",
  "output_tokens",
  "input_usd",
  "cached_input_usd",
  "output_usd",
  "cost_usd",
  "covered_by_plan_usd",
  "price_version",
  "latency_ms",
  "first_byte_ms",
];

/** Every request that is shown, newest first, read in batches by the key; those settled meanwhile may be missing. */
export async function* exportRequests(
  ctx: Context,
  { period, query, title }: { period: BillingPeriod; query: UsageQuery; title: string },
): AsyncGenerator<string> {
  yield title + csvLine(HEADER);
  const filter = requestFilter(query, ownMemberIdOf(ctx));
  let before: string | null = null;
  do {
    const span = { filter, from: period.start, to: period.end, before, atMost: BATCH };
    const rows: StoredRequest[] = await listUsageRequests(ctx.db, ctx.workspaceId, span);
    yield rows.map(requestLine).join("");
    before = rows.length < BATCH ? null : (rows.at(-1)?.requestId ?? null);
  } while (before !== null);
}

function requestLine(request: StoredRequest): string {
  const { deploymentId: id, deploymentModelId: modelId, deploymentMode: mode } = request;
  return csvLine([
    request.requestId,
    request.occurredAt.toISOString(),
    request.modelId,
    usageModelName(request.modelId),
    request.apiKeyId,
    usageKeyName(request.apiKeyId, request.keyLabel),
    request.memberId,
    request.memberName,
    id,
    usageDeploymentName({ id, modelId, mode }),
    request.status,
    request.httpStatus,
    request.isStreamed,
    request.inputTokens,
    request.cachedInputTokens,
    request.outputTokens,
    toExactDollars(request.inputNanos),
    toExactDollars(request.cachedInputNanos),
    toExactDollars(request.outputNanos),
    toExactDollars(request.amountNanos),
    toExactDollars(request.includedNanos),
    request.priceVersionId,
    request.latencyMs,
    request.firstByteMs,
  ]);
}
