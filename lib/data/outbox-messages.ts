import type { Db } from "#lib/data/client.ts";
import type { JsonValue } from "#lib/domain/audit.ts";
import type { Prisma } from "#prisma/generated/client.ts";

export type OutboxMessage = {
  /** What keeps it from being said twice. */
  readonly messageKey: string;
  readonly topic: string;
  /** Money as exact dollars, instants as ISO text. */
  readonly payload: JsonValue;
  readonly createdAt: Date;
};

/**
 * Queues a message once, however often it is called. Give it the transaction that is its reason.
 * @returns whether it was queued now
 */
export async function insertOutboxMessage(db: Db, workspaceId: string, message: OutboxMessage): Promise<boolean> {
  const { count } = await db.outboxMessage.createMany({
    data: [{ workspaceId, ...message, payload: message.payload as Prisma.InputJsonValue }],
    skipDuplicates: true,
  });
  return count === 1;
}
