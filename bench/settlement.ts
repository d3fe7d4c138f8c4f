import { settleUsage } from "#lib/gateway/settlement.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { holdEvents } from "#prisma/seed/hold-events.ts";
import { eventsOfDay } from "#prisma/seed/traffic.ts";
import { elapsedMs, type Spread, spreadOf } from "./measure.ts";
import { benchSource } from "./source.ts";

const ROUNDS = 5;
const BATCH = 500;

/** How many times faster events settle in batches of 500 than one by one, each commit durable; interleaved rounds. */
export async function batchedOverSingle(pool: Pool, now: Date): Promise<Spread> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const single = eventsOfDay(benchSource(`single-${round}`), { daysAgo: 1, requests: BATCH, anchor: now });
    const batched = eventsOfDay(benchSource(`batched-${round}`), { daysAgo: 1, requests: BATCH * 4, anchor: now });
    await holdEvents(pool, [...single, ...batched], "receivable");
    const singleMs = await elapsedMs(async () => {
      for (const event of single) await settleUsage(pool, [event]);
    });
    const batchedMs = await elapsedMs(async () => {
      for (let from = 0; from < batched.length; from += BATCH)
        await settleUsage(pool, batched.slice(from, from + BATCH));
    });
    ratios.push(singleMs / single.length / (batchedMs / batched.length));
  }
  return spreadOf(ratios);
}
