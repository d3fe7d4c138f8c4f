import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { holdEvents } from "#prisma/seed/hold-events.ts";
import { eventsOfDay, type TrafficSource } from "#prisma/seed/traffic.ts";

export type MeteredDay = {
  readonly workspaceId: string;
  readonly apiKeyId: string;
  readonly ownerId: string;
  /** The day that is used. Several uses of one day need different seeds. */
  readonly on: Date;
  readonly requests?: number;
  readonly seed?: string;
  /** Who pays beyond the included inference: credits, or the invoice (receivable). */
  readonly account?: "credits" | "receivable";
};

/** Requests of a workspace on a day to two models, held and settled as real ones are. @returns their events */
export async function meterUsage(pool: Pool, use: MeteredDay): Promise<UsageEvent[]> {
  const { workspaceId, apiKeyId, ownerId, on, requests = 20, seed = "use", account = "credits" } = use;
  const source: TrafficSource = {
    workspaceId,
    seed,
    keys: [[{ apiKeyId, memberId: ownerId }, 1]],
    deployments: [
      [{ deploymentId: "dep_one", modelId: "qwen3.8-27b", mode: "flex" }, 2],
      [{ deploymentId: "dep_two", modelId: "deepseek-v4-pro", mode: "active" }, 1],
    ],
    growth: 0,
    weekendFactor: 1,
    inputTokens: 9_000,
    outputTokens: 900,
  };
  const endOfDay = new Date(Date.UTC(on.getUTCFullYear(), on.getUTCMonth(), on.getUTCDate(), 23, 59, 59));
  const events = eventsOfDay(source, { daysAgo: 0, requests, anchor: endOfDay });
  await holdEvents(pool, events, account);
  await settleUsage(pool, events);
  return events;
}
