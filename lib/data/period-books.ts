import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { PeriodBooks } from "#lib/domain/invoices/period-books.ts";

/**
 * A workspace's usage of a period as events, rollups, ledger and counters say it, in one statement, so at one instant.
 * It reads every event of the period once: for closings and reconciliation, never for a screen. Events that were
 * charged before there was a ledger count as in it, paid from credits.
 */
export async function readPeriodBooks(db: Db, workspaceId: string, period: BillingPeriod): Promise<PeriodBooks> {
  const { key, start, end } = period;
  const [books] = await db.$queryRaw<PeriodBooks[]>`
    SELECT
      events.nanos AS "eventsNanos",
      rollups.quarters AS "rollupNanos",
      rollups.days AS "dayRollupNanos",
      (ledger.nanos + events.before_ledger)::bigint AS "ledgerNanos",
      (SELECT (settled_nanos + included_used_nanos)::bigint FROM period_spending
        WHERE workspace_id = ${workspaceId} AND period_key = ${key}) AS "countersNanos",
      events.included AS "includedNanos",
      rollups.included AS "rollupIncludedNanos",
      (ledger.included + events.before_ledger_included)::bigint AS "ledgerIncludedNanos",
      (SELECT included_used_nanos FROM period_spending
        WHERE workspace_id = ${workspaceId} AND period_key = ${key}) AS "countersIncludedNanos",
      (ledger.credits + events.before_ledger - events.before_ledger_included)::bigint AS "creditsNanos",
      ledger.receivable AS "receivableNanos",
      events.count AS "requestCount",
      (SELECT count(*)::int FROM holds WHERE workspace_id = ${workspaceId} AND period_key = ${key}) AS "openHolds"
    FROM (
      SELECT count(*) AS count,
        coalesce(sum(amount_nanos), 0)::bigint AS nanos,
        coalesce(sum(included_nanos), 0)::bigint AS included,
        coalesce(sum(amount_nanos) FILTER (WHERE credit_entry_id = 'before_the_ledger'), 0)::bigint AS before_ledger,
        coalesce(sum(included_nanos) FILTER (WHERE credit_entry_id = 'before_the_ledger'), 0)::bigint AS before_ledger_included
      FROM usage_events
      WHERE workspace_id = ${workspaceId}
        AND request_id >= usage_month_floor((${start} AT TIME ZONE 'UTC')::date)
        AND request_id < usage_month_floor((${end} AT TIME ZONE 'UTC')::date)
    ) AS events
    CROSS JOIN (
      SELECT
        coalesce(sum(amount_nanos) FILTER (WHERE resolution = 'quarter_hour'), 0)::bigint AS quarters,
        coalesce(sum(amount_nanos) FILTER (WHERE resolution = 'day'), 0)::bigint AS days,
        coalesce(sum(included_nanos) FILTER (WHERE resolution = 'day'), 0)::bigint AS included
      FROM usage_rollups
      WHERE workspace_id = ${workspaceId} AND resolution IN ('quarter_hour', 'day')
        AND bucket_start >= ${start} AND bucket_start < ${end}
    ) AS rollups
    CROSS JOIN (
      SELECT
        coalesce(sum(amount_nanos), 0)::bigint AS nanos,
        coalesce(sum(amount_nanos) FILTER (WHERE from_account = 'included'), 0)::bigint AS included,
        coalesce(sum(amount_nanos) FILTER (WHERE from_account = 'credits'), 0)::bigint AS credits,
        coalesce(sum(amount_nanos) FILTER (WHERE from_account = 'receivable'), 0)::bigint AS receivable
      FROM credit_entries
      WHERE workspace_id = ${workspaceId} AND period_key = ${key} AND cause = 'usage'
    ) AS ledger`;
  return books as PeriodBooks;
}
