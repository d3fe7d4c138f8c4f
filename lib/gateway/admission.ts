import type { Nanos } from "#lib/domain/money.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { isContended, isRefusedData } from "#lib/platform/sql-state.ts";
import { createGroupedCall, type GroupedCall } from "./grouped-call.ts";
import type { GatewayMetrics } from "./metrics.ts";

const MAX_GROUP = 200;

/** A request that asks to be let through. Amounts are nano-dollars, rates requests per minute. */
export type AdmissionRequest = {
  readonly workspaceId: string;
  readonly periodKey: string;
  readonly requestId: string;
  readonly apiKeyId: string;
  readonly memberId: string;
  readonly deploymentId: string;
  readonly modelId: string;
  readonly priceVersionId: string;
  readonly route: string;
  readonly isStreamed: boolean;
  readonly account: "credits" | "receivable";
  readonly inputNanos: Nanos;
  readonly tokenNanos: Nanos;
  readonly maxTokens: number;
  readonly minTokens: number;
  readonly requestsPerMinute: number;
  readonly maxConcurrent: number;
  readonly deploymentCapacity: number;
  /** It was counted against the rate before. */
  readonly isRepeat: boolean;
  readonly placedAt: Date;
  readonly expiresAt: Date;
};

/** Where a key stands with its rate: how many more requests pass now, and when its bucket is empty. */
export type RateState = { readonly remaining: number; readonly drainedAtMs: number };

export type LimitState = {
  readonly scope: "workspace" | "member" | "api_key";
  readonly limitNanos: Nanos;
  readonly settledNanos: Nanos;
  readonly heldNanos: Nanos;
};

/** `canPassLater`: only requests that are under way stand in its way. */
export type Admission = { readonly rate: RateState } & (
  | { readonly verdict: "admitted"; readonly maxTokens: number }
  | { readonly verdict: "rate_limited"; readonly waitMs: number }
  | { readonly verdict: "spend_limit"; readonly limit: LimitState; readonly canPassLater: boolean }
  | { readonly verdict: "insufficient_credits" | "deployment_capacity"; readonly canPassLater: boolean }
  | { readonly verdict: "plan_capacity" }
);

/**
 * Decides over requests in groups: one atomic call holds the true maximum of each that fits every limit and is funded.
 * Rejects when the store is away, and then nothing may be forwarded.
 */
export type Admit = GroupedCall<AdmissionRequest, Admission>;

export function createAdmission(
  { lane, pool }: { lane: Queryable; pool: Queryable },
  ownerId: string,
  metrics: GatewayMetrics,
): Admit {
  const decide = async (
    requests: readonly AdmissionRequest[],
    database: Queryable,
  ): Promise<PromiseSettledResult<Admission>[]> => {
    const startedMs = monotonicMs();
    const answers = await admitRequests(database, requests, ownerId);
    metrics.admitted(requests.length, monotonicMs() - startedMs);
    return requests.map(({ requestId }) => {
      const value = answers.get(requestId);
      return value ? { status: "fulfilled", value } : rejected(new Error("Admission gave no answer"));
    });
  };
  const decideAlone = async (request: AdmissionRequest) => {
    const [result] = await decide([request], pool).catch((error: unknown) => [rejected(error)]);
    return result ?? rejected(new Error("Admission gave no answer"));
  };
  return createGroupedCall(
    async (requests) => {
      try {
        return await decide(requests, lane);
      } catch (error) {
        if (requests.length === 1 || !(isRefusedData(error) || isContended(error))) throw error;
        // One request that the database cannot take, or one workspace that is locked, must not refuse the others.
        log.error("admission.group_refused", error, { requests: requests.length });
        return Promise.all(requests.map(decideAlone));
      }
    },
    { maxGroup: MAX_GROUP },
  );
}

function rejected(reason: unknown): PromiseRejectedResult {
  return { status: "rejected", reason };
}

type AnswerRow = {
  request_id: string;
  verdict: Admission["verdict"];
  max_tokens: number | null;
  can_pass_later: boolean;
  scope: LimitState["scope"] | null;
  limit_nanos: bigint | null;
  settled_nanos: bigint | null;
  held_nanos: bigint | null;
  rate_remaining: number;
  rate_drained_at_micros: bigint;
  rate_wait_micros: bigint | null;
};

/** Decides over a batch at once, in its order. @returns the answers by request id */
export async function admitRequests(
  database: Queryable,
  requests: readonly AdmissionRequest[],
  ownerId: string,
): Promise<Map<string, Admission>> {
  const { rows } = await database.query<AnswerRow>({
    name: "admit_requests",
    text: "SELECT * FROM admit_requests($1::text[], $2::jsonb, $3::uuid)",
    values: [
      [...new Set(requests.map((request) => request.workspaceId))],
      JSON.stringify(byWorkspaceAndPeriod(requests)),
      ownerId,
    ],
  });
  return new Map(rows.map((row) => [row.request_id, toAdmission(row)]));
}

function byWorkspaceAndPeriod(requests: readonly AdmissionRequest[]): unknown[] {
  const groups = new Map<string, { workspace_id: string; period_key: string; requests: unknown[] }>();
  for (const request of requests) {
    const { workspaceId, periodKey } = request;
    const name = `${periodKey}${workspaceId}`;
    let group = groups.get(name);
    if (!group) {
      group = { workspace_id: workspaceId, period_key: periodKey, requests: [] };
      groups.set(name, group);
    }
    group.requests.push(toRow(request));
  }
  return [...groups.values()];
}

function toRow(request: AdmissionRequest): Record<string, unknown> {
  return {
    request_id: request.requestId,
    api_key_id: request.apiKeyId,
    member_id: request.memberId,
    deployment_id: request.deploymentId,
    model_id: request.modelId,
    price_version_id: request.priceVersionId,
    route: request.route,
    is_streamed: request.isStreamed,
    account: request.account,
    input_nanos: request.inputNanos.toString(),
    token_nanos: request.tokenNanos.toString(),
    max_tokens: request.maxTokens,
    min_tokens: request.minTokens,
    requests_per_minute: request.requestsPerMinute,
    max_concurrent: request.maxConcurrent,
    deployment_capacity: request.deploymentCapacity,
    is_repeat: request.isRepeat,
    placed_at: request.placedAt.toISOString(),
    expires_at: request.expiresAt.toISOString(),
  };
}

function toAdmission(row: AnswerRow): Admission {
  const { verdict } = row;
  const canPassLater = row.can_pass_later;
  const rate = { remaining: row.rate_remaining, drainedAtMs: Number(row.rate_drained_at_micros / 1_000n) };
  switch (verdict) {
    case "admitted":
      return { verdict, rate, maxTokens: row.max_tokens ?? 0 };
    case "rate_limited":
      return { verdict, rate, waitMs: Number(row.rate_wait_micros ?? 0n) / 1_000 };
    case "spend_limit":
      return { verdict, rate, limit: toLimitState(row), canPassLater };
    case "plan_capacity":
      return { verdict, rate };
    default:
      return { verdict, rate, canPassLater };
  }
}

function toLimitState(row: AnswerRow): LimitState {
  const { scope, limit_nanos, settled_nanos, held_nanos } = row;
  if (scope === null || limit_nanos === null || settled_nanos === null || held_nanos === null) {
    throw new Error("A refusal by a limit must name the limit");
  }
  return { scope, limitNanos: limit_nanos, settledNanos: settled_nanos, heldNanos: held_nanos };
}
