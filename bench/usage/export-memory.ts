import { setTimeout as wait } from "node:timers/promises";
import type { Context } from "#lib/context.ts";
import { DEFAULT_USAGE_QUERY } from "#lib/domain/usage/usage-query.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { openUsageExport } from "#lib/views/usage-export.ts";

export type ExportMemory = { rows: number; bytes: number; startRss: number; peakRss: number; seconds: number };

const MIB = 1_048_576;

/** Takes an export of requests as a slow reader would, and watches this process's memory from its tenth part on. */
export async function exportMemory(
  ctx: Context,
  { rows: wanted, periodKey }: { rows: number; periodKey: string },
): Promise<ExportMemory> {
  const query = { ...DEFAULT_USAGE_QUERY, periodKey };
  const { chunks } = await openUsageExport(ctx, { view: "requests", query, providerName: "Weir" });
  const startedAt = monotonicMs();
  let rows = 0;
  let bytes = 0;
  let startRss = 0;
  let peakRss = 0;
  for await (const chunk of chunks) {
    rows += chunk.split("\r\n").length - 1;
    bytes += chunk.length;
    await wait(0);
    const rss = process.memoryUsage.rss() / MIB;
    if (rows < wanted / 10) startRss = Math.max(startRss, rss);
    peakRss = Math.max(peakRss, rss);
    if (rows >= wanted) break;
  }
  return { rows, bytes, startRss, peakRss, seconds: (monotonicMs() - startedAt) / 1_000 };
}
