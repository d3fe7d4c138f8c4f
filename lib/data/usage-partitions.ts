import type { Db } from "#lib/data/client.ts";
import { utcDayKey } from "#lib/domain/billing-period.ts";

/** Makes the usage partitions from a month on to some months after now, so that no month starts without one. */
export async function ensureUsagePartitions(db: Db, now: Date, from: Date = now): Promise<void> {
  await db.$executeRaw`SELECT ensure_usage_partitions(${utcDayKey(from)}::date, ${utcDayKey(now)}::date)`;
}
