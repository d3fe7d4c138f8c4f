import type { Database } from "#lib/data/client.ts";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { eventsOfDay, SEED_DAYS, type TrafficSource } from "#prisma/seed/traffic.ts";
import { addTestMember, createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { settleHeld } from "#prisma/testing/settle-held.ts";

/** A workspace with three periods of traffic: two people, a key of each, two models, every kind of ending. */
export async function busyWorkspace(
  { db, pool }: { db: Database; pool: Pool },
  { now, requestsPerDay = 14 }: { now: Date; requestsPerDay?: number },
) {
  const workspace = await createTestWorkspace(db, { now });
  const memberId = await addTestMember(db, workspace.workspaceId, { now, role: "member" });
  const source: TrafficSource = {
    workspaceId: workspace.workspaceId,
    // Its last fourteen days have a request of every ending.
    seed: "busy-45",
    keys: [
      [{ apiKeyId: workspace.apiKeyId, memberId: workspace.ownerId }, 2],
      [{ apiKeyId: "key_of_member", memberId }, 1],
    ],
    deployments: [
      [{ deploymentId: "dep_one", modelId: "qwen3.8-27b", mode: "flex" }, 2],
      [{ deploymentId: "dep_two", modelId: "deepseek-v4-pro", mode: "active" }, 1],
    ],
    growth: 0,
    weekendFactor: 1,
    inputTokens: 500,
    outputTokens: 90,
  };
  const events: UsageEvent[] = Array.from({ length: SEED_DAYS }, (_, daysAgo) =>
    eventsOfDay(source, { daysAgo, requests: requestsPerDay, anchor: now }),
  ).flat();
  await settleHeld(pool, events);
  return { workspace, memberId, events };
}
