import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { ComparedBooks } from "#lib/domain/invoices/period-books.ts";
import type { Reconciliation } from "#lib/domain/usage/reconciliation.ts";

/** As JSON carries it: amounts as text. */
export type StoredReconciliation = { checkedAt: string } & {
  [K in keyof ComparedBooks]: null extends ComparedBooks[K] ? string | null : string;
};

export function toReconciliation({ checkedAt, ...books }: StoredReconciliation): Reconciliation {
  return {
    checkedAt: new Date(checkedAt),
    books: {
      eventsNanos: BigInt(books.eventsNanos),
      rollupNanos: BigInt(books.rollupNanos),
      dayRollupNanos: BigInt(books.dayRollupNanos),
      ledgerNanos: BigInt(books.ledgerNanos),
      countersNanos: books.countersNanos === null ? null : BigInt(books.countersNanos),
      includedNanos: BigInt(books.includedNanos),
      rollupIncludedNanos: BigInt(books.rollupIncludedNanos),
      ledgerIncludedNanos: BigInt(books.ledgerIncludedNanos),
      countersIncludedNanos: books.countersIncludedNanos === null ? null : BigInt(books.countersIncludedNanos),
    },
  };
}

export type DueReconciliation = { workspaceId: string; requestCount: bigint };

/**
 * Workspaces whose books of a period are due to be compared: never compared since the period's end (or at all), or with
 * more requests than an hour ago, or a day after the last time. Longest ago first.
 */
export async function listDueReconciliations(
  db: Db,
  { period, now, atMost }: { period: BillingPeriod; now: Date; atMost: number },
): Promise<DueReconciliation[]> {
  return db.$queryRaw<DueReconciliation[]>`
    SELECT workspaces.workspace_id AS "workspaceId", used.requests AS "requestCount"
    FROM workspaces
    LEFT JOIN reconciliations AS last ON last.workspace_id = workspaces.workspace_id AND last.period_key = ${period.key}
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(request_count), 0)::bigint AS requests FROM usage_rollups
      WHERE usage_rollups.workspace_id = workspaces.workspace_id AND resolution = 'day'
        AND bucket_start >= ${period.start} AND bucket_start < ${period.end}
    ) AS used
    WHERE (last.checked_at IS NULL OR last.checked_at <= ${now}::timestamptz - interval '1 hour'
        OR last.checked_at < ${period.end} AND ${period.end}::timestamptz <= ${now})
      AND (last.checked_at IS NULL AND used.requests > 0
        OR last.checked_at < ${period.end} AND ${period.end}::timestamptz <= ${now}
        OR last.request_count <> used.requests OR last.checked_at <= ${now}::timestamptz - interval '1 day')
    ORDER BY last.checked_at NULLS FIRST, workspaces.workspace_id
    LIMIT ${atMost}`;
}

/** Stores the latest comparison of a period's books. `requestCount` is what the rollups counted when it was found due. */
export async function saveReconciliation(
  db: Db,
  workspaceId: string,
  { period, checkedAt, books, requestCount }: Reconciliation & { period: BillingPeriod; requestCount: bigint },
): Promise<void> {
  const {
    eventsNanos,
    rollupNanos,
    dayRollupNanos,
    ledgerNanos,
    countersNanos,
    includedNanos,
    rollupIncludedNanos,
    ledgerIncludedNanos,
    countersIncludedNanos,
  } = books;
  const values = {
    checkedAt,
    requestCount,
    eventsNanos,
    rollupNanos,
    dayRollupNanos,
    ledgerNanos,
    countersNanos,
    includedNanos,
    rollupIncludedNanos,
    ledgerIncludedNanos,
    countersIncludedNanos,
  };
  await db.reconciliation.upsert({
    where: { workspaceId_periodKey: { workspaceId, periodKey: period.key } },
    create: { workspaceId, periodKey: period.key, ...values },
    update: values,
    select: { periodKey: true },
  });
}
