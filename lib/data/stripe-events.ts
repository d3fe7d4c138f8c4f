import type { Db } from "#lib/data/client.ts";

export type ReceivedEvent = {
  readonly stripeEventId: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly stripeCustomerId: string | null;
  readonly createdAt: Date;
};

/** Puts an event into the inbox, once. @returns whether it has been processed */
export async function storeStripeEvent(db: Db, event: ReceivedEvent, receivedAt: Date): Promise<boolean> {
  await db.stripeEvent.createMany({ data: [{ ...event, receivedAt }], skipDuplicates: true });
  const { processedAt } = await db.stripeEvent.findUniqueOrThrow({
    where: { stripeEventId: event.stripeEventId },
    select: { processedAt: true },
  });
  return processedAt !== null;
}

export function findStripeEvent(db: Db, stripeEventId: string): Promise<ReceivedEvent | null> {
  return db.stripeEvent.findUnique({
    where: { stripeEventId },
    select: { stripeEventId: true, type: true, objectId: true, stripeCustomerId: true, createdAt: true },
  });
}

export async function isEventProcessed(db: Db, stripeEventId: string): Promise<boolean> {
  return (await db.stripeEvent.count({ where: { stripeEventId, processedAt: { not: null } } })) === 1;
}

/** Notes that events are processed. Give it the transaction that holds their effect. */
export async function markEventsProcessed(tx: Db, stripeEventIds: readonly string[], processedAt: Date): Promise<void> {
  await tx.stripeEvent.updateMany({
    where: { stripeEventId: { in: [...stripeEventIds] }, processedAt: null },
    data: { processedAt, attempts: { increment: 1 }, lastError: null },
  });
}

/** Notes that an event could not be processed; `reason` holds no data of anybody. */
export async function markEventFailed(db: Db, stripeEventId: string, reason: string): Promise<void> {
  await db.stripeEvent.updateMany({
    where: { stripeEventId, processedAt: null },
    data: { attempts: { increment: 1 }, lastError: reason },
  });
}

/** The ids of a customer's events of some types that wait to be processed. */
export async function listWaitingEvents(
  db: Db,
  { stripeCustomerId, types }: { stripeCustomerId: string; types: readonly string[] },
): Promise<string[]> {
  const rows = await db.stripeEvent.findMany({
    where: { stripeCustomerId, type: { in: [...types] }, processedAt: null },
    select: { stripeEventId: true },
  });
  return rows.map(({ stripeEventId }) => stripeEventId);
}

/** The ids of events that wait to be processed since before an instant, those tried least often first. */
export async function listUnprocessedEvents(
  db: Db,
  { receivedBefore, atMost }: { receivedBefore: Date; atMost: number },
): Promise<string[]> {
  const rows = await db.stripeEvent.findMany({
    where: { processedAt: null, receivedAt: { lt: receivedBefore } },
    select: { stripeEventId: true },
    orderBy: [{ attempts: "asc" }, { receivedAt: "asc" }],
    take: atMost,
  });
  return rows.map(({ stripeEventId }) => stripeEventId);
}
