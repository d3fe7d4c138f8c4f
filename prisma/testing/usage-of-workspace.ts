import OpenAI from "openai";
import type { Database } from "#lib/data/client.ts";

/** Every usage event of a workspace, oldest first. */
export function eventsOf(db: Database, { workspaceId }: { workspaceId: string }) {
  return db.usageEvent.findMany({ where: { workspaceId }, orderBy: { requestId: "asc" } });
}

/** The event of a workspace that has had exactly one request. */
export async function onlyEventOf(db: Database, workspace: { workspaceId: string }) {
  const [event, ...others] = await eventsOf(db, workspace);
  if (!event || others.length > 0) throw new Error(`There are ${event ? others.length + 1 : 0} events instead of one`);
  return event;
}

/** The sums of a workspace's rollups at both resolutions, which must always agree. */
export async function rollupsOf(db: Database, { workspaceId }: { workspaceId: string }) {
  const sum = async (resolution: "day" | "quarter_hour") => {
    const { _sum } = await db.usageRollup.aggregate({
      where: { workspaceId, resolution },
      _sum: { requestCount: true, inputTokens: true, cachedInputTokens: true, outputTokens: true, amountNanos: true },
    });
    return _sum;
  };
  return { day: await sum("day"), quarterHour: await sum("quarter_hour") };
}

/** What the official client makes of a refusal. */
export async function rejectionOf(promise: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof OpenAI.APIError) return error;
  throw new Error("The request was not refused", { cause: error });
}

/** Reads a stream to its end. */
export async function readThrough(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
