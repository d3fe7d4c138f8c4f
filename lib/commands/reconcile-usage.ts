import type { Database } from "#lib/data/client.ts";
import { readPeriodBooks } from "#lib/data/period-books.ts";
import { listDueReconciliations, saveReconciliation } from "#lib/data/reconciliations.ts";
import { billingPeriodAt, previousPeriod } from "#lib/domain/billing-period.ts";
import { booksDifferences } from "#lib/domain/invoices/period-books.ts";

/** Reading every event of a busy period takes about a second: a run is to end before the next. */
const MOST_IN_A_RUN = 50;

/**
 * Compares the books of the current and the previous period where they are due. What differs is stored, for the usage
 * screen to show, and counted.
 */
export async function reconcileUsage(db: Database, now: Date): Promise<{ reconciled: number; different: number }> {
  const current = billingPeriodAt(now);
  let reconciled = 0;
  let different = 0;
  for (const period of [current, previousPeriod(current)]) {
    for (const { workspaceId, requestCount } of await listDueReconciliations(db, {
      period,
      now,
      atMost: MOST_IN_A_RUN,
    })) {
      const books = await readPeriodBooks(db, workspaceId, period);
      await saveReconciliation(db, workspaceId, { period, checkedAt: now, books, requestCount });
      reconciled += 1;
      if (booksDifferences(books).length > 0) different += 1;
    }
  }
  return { reconciled, different };
}
