import type { Database } from "#lib/data/client.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";

/** The model that every workspace of the bench has deployed. */
export const BENCH_MODEL = "qwen3.8-27b";

const FAR_AWAY_NANOS = 1_000_000n * NANOS_PER_DOLLAR;
const CONTRACT = { requestsPerMinute: 10_000_000, maxConcurrentRequests: 100_000, isPostpaid: false };

/**
 * Workspaces with a spend limit on themselves and on their key, credits that pay, a rate and a capacity: all of it is
 * checked for every request, and nothing of what the bench sends is refused. @returns an API key of each
 */
export async function createBenchWorkspaces(db: Database, count: number): Promise<string[]> {
  const apiKeys: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const now = systemClock.now();
    const { apiKey } = await createTestWorkspace(db, {
      now,
      plan: "enterprise",
      contract: CONTRACT,
      creditNanos: FAR_AWAY_NANOS,
      limits: [
        { scope: "workspace", limitNanos: FAR_AWAY_NANOS },
        { scope: "api_key", limitNanos: FAR_AWAY_NANOS },
      ],
      deployments: [{ modelId: BENCH_MODEL, maxReplicas: 1_000 }],
    });
    apiKeys.push(apiKey);
  }
  return apiKeys;
}
