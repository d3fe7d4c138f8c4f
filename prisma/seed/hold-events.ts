import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { type AdmissionRequest, admitRequests } from "#lib/gateway/admission.ts";
import type { Queryable } from "#lib/platform/postgres.ts";

const UNBOUNDED = 1_000_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";
const EXPIRY_MS = 600_000;

/**
 * Holds for each event exactly what it charges, through the admission that serves requests, so that it can be settled.
 * @throws Error when one is refused
 */
export async function holdEvents(
  database: Queryable,
  events: readonly UsageEvent[],
  account: AdmissionRequest["account"] = "credits",
): Promise<void> {
  const requests = events.filter((event) => event.amountNanos > 0n).map((event) => requestOf(event, account));
  const answers = await admitRequests(database, requests, NOBODY);
  for (const { requestId, workspaceId } of requests) {
    const verdict = answers.get(requestId)?.verdict;
    if (verdict !== "admitted") throw new Error(`A request of ${workspaceId} was refused: ${verdict}`);
  }
}

function requestOf(event: UsageEvent, account: AdmissionRequest["account"]): AdmissionRequest {
  return {
    workspaceId: event.workspaceId,
    periodKey: billingPeriodAt(event.occurredAt).key,
    requestId: event.requestId,
    apiKeyId: event.apiKeyId,
    memberId: event.memberId,
    deploymentId: event.deploymentId,
    modelId: event.modelId,
    priceVersionId: event.priceVersionId ?? "",
    route: event.route,
    isStreamed: event.isStreamed,
    account,
    inputNanos: event.amountNanos,
    tokenNanos: 0n,
    maxTokens: 0,
    minTokens: 0,
    requestsPerMinute: UNBOUNDED,
    maxConcurrent: UNBOUNDED,
    deploymentCapacity: UNBOUNDED,
    isRepeat: true,
    placedAt: event.occurredAt,
    expiresAt: new Date(event.occurredAt.getTime() + EXPIRY_MS),
  };
}
