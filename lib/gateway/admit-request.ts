import { setTimeout as delay } from "node:timers/promises";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { REQUESTS_PER_REPLICA } from "#lib/domain/catalog/plans.ts";
import { holdPrice } from "#lib/domain/usage/hold-price.ts";
import { LEAST_OUTPUT_TOKENS } from "#lib/domain/usage/output-tokens.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Admission, AdmissionRequest } from "./admission.ts";
import { admissionRefusal } from "./admission-refusal.ts";
import { planNotAllowed, serviceUnavailable } from "./gateway-error.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import type { RequestRecord } from "./request-record.ts";

/** How long a request waits for others to end where only they stand in its way. */
const LONGEST_WAIT_MS = 2_000;
const FIRST_STEP_MS = 25;
const LONGEST_STEP_MS = 200;
/** A hold outlives the longest request by this much before it counts as forgotten. */
const EXPIRY_MARGIN_MS = 60_000;

/** What a request may use at most, before it is known what it can afford. */
export type RequestDemand = {
  readonly maxInputTokens: number;
  readonly maxTokens: number;
  readonly choiceCount: number;
};

/**
 * Holds the request's true maximum against every limit and its funding, and waits a short while where only requests
 * under way stand in the way. Until it resolves nothing may be forwarded.
 * @returns the output tokens granted for each answer: those wanted, or as many as are affordable
 * @throws GatewayError 429, 403 plan_limit_exceeded, 402 insufficient_credits, 503
 */
export async function admitRequest(
  record: RequestRecord,
  demand: RequestDemand,
  parts: GatewayParts,
  signal: AbortSignal,
): Promise<number> {
  const request = admissionRequest(record, demand, parts.limits.requestTimeoutMs);
  const deadlineMs = monotonicMs() + LONGEST_WAIT_MS;
  for (let stepMs = FIRST_STEP_MS, isRepeat = false; ; stepMs = Math.min(2 * stepMs, LONGEST_STEP_MS)) {
    const answer = await decide({ ...request, isRepeat }, parts);
    record.rate = answer.rate;
    if (answer.verdict === "admitted") {
      if (answer.maxTokens < request.maxTokens) void recall(request, parts);
      return answer.maxTokens;
    }
    isRepeat = answer.verdict !== "rate_limited";
    const leftMs = deadlineMs - monotonicMs();
    const canWait = leftMs > 0 && (await canPassLater(answer, request, parts));
    if (!canWait || signal.aborted) {
      throw admissionRefusal(answer, { startedAt: record.startedAt, billingUrl: billingUrlOf(record, parts) });
    }
    await delay(Math.ceil(Math.min(stepMs, leftMs)));
  }
}

/** Whether only requests under way stand in the way, or leases, which are given back at once. */
async function canPassLater(answer: Admission, request: AdmissionRequest, parts: GatewayParts): Promise<boolean> {
  if ("canPassLater" in answer && !answer.canPassLater) return false;
  const isLeased = await recall(request, parts);
  return "canPassLater" in answer || isLeased;
}

async function recall({ workspaceId }: AdmissionRequest, parts: GatewayParts): Promise<boolean> {
  return parts.recallLeases(workspaceId).catch((error: unknown) => {
    log.error("lease.recall_failed", error);
    return false;
  });
}

async function decide(request: AdmissionRequest, parts: GatewayParts): Promise<Admission> {
  try {
    return await parts.admit(request);
  } catch (error) {
    log.error("admission.failed", error, { requestId: request.requestId });
    throw serviceUnavailable(
      "metering_unavailable",
      "Spend limits and credits cannot be checked at the moment, so nothing is served. Nothing was billed; try again.",
    );
  }
}

function admissionRequest(record: RequestRecord, demand: RequestDemand, requestTimeoutMs: number): AdmissionRequest {
  const { key, deployment, priceVersion } = record;
  const { terms } = key;
  if (!deployment || !priceVersion) throw new Error("A request must be routed and priced before it is admitted");
  if (!terms)
    throw planNotAllowed("The contract of this workspace does not say how many requests it may send. Tell support.");
  const { inputNanos, tokenNanos } = holdPrice(priceVersion.rates, demand);
  return {
    workspaceId: key.workspaceId,
    periodKey: billingPeriodAt(record.startedAt).key,
    requestId: record.requestId,
    apiKeyId: key.apiKeyId,
    memberId: key.memberId,
    deploymentId: deployment.deploymentId,
    modelId: deployment.modelId,
    priceVersionId: priceVersion.id,
    route: record.route,
    isStreamed: record.isStreamed,
    account: terms.account,
    inputNanos,
    tokenNanos,
    maxTokens: demand.maxTokens,
    minTokens: Math.min(LEAST_OUTPUT_TOKENS, demand.maxTokens),
    requestsPerMinute: terms.requestsPerMinute,
    maxConcurrent: terms.maxConcurrentRequests,
    deploymentCapacity: deployment.maxReplicas * REQUESTS_PER_REPLICA,
    isRepeat: false,
    placedAt: record.startedAt,
    expiresAt: new Date(record.startedAt.getTime() + requestTimeoutMs + EXPIRY_MARGIN_MS),
  };
}

function billingUrlOf({ key }: RequestRecord, { consoleUrl }: GatewayParts): string | null {
  return consoleUrl && `${consoleUrl}/${key.slug}/settings/billing`;
}
