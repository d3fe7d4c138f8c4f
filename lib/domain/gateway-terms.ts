import { type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";

/** What an Enterprise contract sets where the plan says "by contract". */
export type ContractTerms = {
  readonly requestsPerMinute: number;
  readonly maxConcurrentRequests: number;
  readonly isPostpaid: boolean;
};

/** What bounds a key's requests at the gateway, and which account pays for what the included inference does not cover. */
export type GatewayTerms = {
  readonly requestsPerMinute: number;
  readonly maxConcurrentRequests: number;
  readonly account: "credits" | "receivable";
};

/**
 * The terms of a key, from its plan or the workspace's contract; null where the plan has no API access or leaves a
 * bound to a contract that is missing. The key's own rate never exceeds the plan's ceiling.
 */
export function gatewayTerms(
  planId: PlanId,
  contract: ContractTerms | null,
  ownRequestsPerMinute: number | null,
): GatewayTerms | null {
  const { hasApiKeys, keyRequestsPerMinute, maxConcurrentRequests } = planTerms(planId);
  if (!hasApiKeys || keyRequestsPerMinute === null) return null;
  if (keyRequestsPerMinute === "contract" || maxConcurrentRequests === "contract") {
    if (!contract) return null;
    return {
      requestsPerMinute: Math.min(ownRequestsPerMinute ?? contract.requestsPerMinute, contract.requestsPerMinute),
      maxConcurrentRequests: contract.maxConcurrentRequests,
      account: contract.isPostpaid ? "receivable" : "credits",
    };
  }
  const { initial, ceiling } = keyRequestsPerMinute;
  return {
    requestsPerMinute: Math.min(ownRequestsPerMinute ?? initial, ceiling),
    maxConcurrentRequests,
    account: "credits",
  };
}
