import type { Db } from "#lib/data/client.ts";

const MONTHS_AHEAD = 3;

/** Makes the usage partitions from a month on to some months after now, so that no month starts without one. */
export async function ensureUsagePartitions(db: Db, now: Date, from: Date = now): Promise<void> {
  const last = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + MONTHS_AHEAD, 1));
  await db.$executeRaw`SELECT ensure_usage_partitions(${from}::date, ${last}::date)`;
}
