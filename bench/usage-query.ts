import type { Database } from "#lib/data/client.ts";
import { listDailyModelUsage } from "#lib/data/usage-rollups.ts";
import { billingPeriodAt, previousPeriod } from "#lib/domain/billing-period.ts";
import { elapsedMs, type Spread, spreadOf } from "./measure.ts";

const ROUNDS = 15;

/** How many times faster the usage page's query is than the same sums over the raw events; the answers must agree. */
export async function rollupsOverRawScan(db: Database, workspaceId: string, now: Date): Promise<Spread> {
  const period = previousPeriod(billingPeriodAt(now));
  const raw = () => db.$queryRaw<{ nanos: bigint }[]>`
    SELECT date_trunc('day', occurred_at, 'UTC') AS day, model_id, sum(amount_nanos)::bigint AS nanos,
      sum(input_tokens) AS input, sum(cached_input_tokens) AS cached, sum(output_tokens) AS output, count(*) AS requests
    FROM usage_events
    WHERE workspace_id = ${workspaceId} AND occurred_at >= ${period.start} AND occurred_at < ${period.end}
    GROUP BY 1, 2`;
  const rollups = () => listDailyModelUsage(db, workspaceId, period);

  const [scanned, summed] = [await raw(), await rollups()];
  const scannedNanos = scanned.reduce((sum, row) => sum + row.nanos, 0n);
  const summedNanos = summed.reduce((sum, row) => sum + row.amountNanos, 0n);
  if (scannedNanos !== summedNanos || scannedNanos === 0n) throw new Error("The rollups and the events disagree");

  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) ratios.push((await elapsedMs(raw)) / (await elapsedMs(rollups)));
  return spreadOf(ratios);
}
