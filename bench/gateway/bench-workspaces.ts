import type { Database } from "#lib/data/client.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";

/** The model that every workspace of the bench has deployed. */
export const BENCH_MODEL = "qwen3.8-27b";

/** Workspaces that nothing of what the bench sends may refuse. @returns an API key of each */
export async function createBenchWorkspaces(db: Database, count: number): Promise<string[]> {
  const apiKeys: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const now = systemClock.now();
    const { apiKey } = await createTestWorkspace(db, { now, deployments: [{ modelId: BENCH_MODEL }] });
    apiKeys.push(apiKey);
  }
  return apiKeys;
}
