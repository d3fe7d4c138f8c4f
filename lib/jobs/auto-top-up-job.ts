import type { BillingWork } from "#lib/commands/billing-work.ts";
import { runAutoTopUp } from "#lib/commands/run-auto-top-up.ts";
import { listDueAutoTopUps } from "#lib/data/auto-top-ups.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import type { JobReport } from "./job.ts";

/** Buys credits wherever auto top-up is due. One that fails is tried again at the next run and keeps no other waiting. */
export async function runDueAutoTopUps(work: BillingWork): Promise<JobReport> {
  const counts = { paid: 0, stopped: 0, failed: 0 };
  for (const workspaceId of await listDueAutoTopUps(work.db, work.now)) {
    try {
      const { outcome } = await runAutoTopUp(work, workspaceId);
      if (outcome === "paid" || outcome === "stopped") counts[outcome] += 1;
    } catch (error) {
      counts.failed += 1;
      log.error("auto_top_up.failed", errorChain(error), { workspaceId });
    }
  }
  return counts;
}
