import type { Db } from "#lib/data/client.ts";
import { type BillingPeriod, billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { CreditCause } from "#lib/domain/credit-cause.ts";
import type { Nanos } from "#lib/domain/money.ts";

export type CreditHistoryLine = {
  readonly creditEntryId: string;
  readonly at: Date;
  readonly cause: CreditCause;
  /** Added to the balance or, negative, taken from it. */
  readonly signedNanos: Nanos;
  /** Of all lines, also of those that a filter leaves out. */
  readonly balanceAfterNanos: Nanos;
  readonly reference: string | null;
};

/** Null for all causes or all periods. */
export type HistoryFilter = { readonly cause: CreditCause | null; readonly period: BillingPeriod | null };

/** The line that was shown last. */
export type HistoryPosition = { readonly at: Date; readonly creditEntryId: string };

type Page = HistoryFilter & { readonly before: HistoryPosition | null; readonly atMost: number };

/**
 * What moved the credits before a position, newest first. The token charges of a UTC day are one line: there may be a
 * hundred settlements a second. It reads the ledger by billing periods, those without lines left out, until the page is
 * full: so few of them, because a period with usage has a line for most of its days.
 */
export async function listCreditHistory(
  db: Db,
  workspaceId: string,
  page: Page,
): Promise<{ lines: CreditHistoryLine[]; hasMore: boolean }> {
  const { before, atMost, cause } = page;
  const lines: CreditHistoryLine[] = [];
  let at = before?.at ?? (await newestBefore(db, workspaceId, { cause, end: page.period?.end ?? null }));
  while (at && lines.length < atMost && !(page.period && at < page.period.start)) {
    const period = billingPeriodAt(at);
    lines.push(...(await linesOf(db, workspaceId, { ...page, atMost: atMost - lines.length, period })));
    at = await newestBefore(db, workspaceId, { cause, end: period.start });
  }
  const isOlderShown = at !== null && page.period === null;
  return { lines: lines.slice(0, atMost), hasMore: lines.length > atMost || isOlderShown };
}

/** One more than asked for, where there are more. */
async function linesOf(
  db: Db,
  workspaceId: string,
  { period: { start, end }, cause, before, atMost }: Page & { period: BillingPeriod },
): Promise<CreditHistoryLine[]> {
  const isFirst = before === null;
  const isOfAnyCause = cause === null;
  return db.$queryRaw<CreditHistoryLine[]>`
    WITH moved AS (
      SELECT credit_entry_id, at, cause, reference,
        CASE WHEN to_account = 'credits' THEN amount_nanos ELSE -amount_nanos END AS signed_nanos
      FROM credit_entries
      WHERE workspace_id = ${workspaceId} AND at >= ${start} AND at < ${end} AND 'credits' IN (from_account, to_account)
    ),
    lines AS (
      SELECT credit_entry_id, at, cause, reference, signed_nanos FROM moved WHERE cause <> 'usage'
      UNION ALL
      SELECT 'usage/' || to_char(max(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD'), max(at), 'usage', NULL, sum(signed_nanos)::bigint
      FROM moved WHERE cause = 'usage' GROUP BY date_trunc('day', at, 'UTC')
    ),
    told AS (
      SELECT lines.*, ${await balanceAt(db, workspaceId, end)}::bigint - coalesce(
        sum(signed_nanos) OVER (
          ORDER BY at DESC, credit_entry_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0
      )::bigint AS balance_after_nanos
      FROM lines
    )
    SELECT credit_entry_id AS "creditEntryId", at, cause::text AS cause, reference, signed_nanos AS "signedNanos",
      balance_after_nanos AS "balanceAfterNanos"
    FROM told
    WHERE (${isFirst} OR (at, credit_entry_id) < (${before?.at ?? end}::timestamptz, ${before?.creditEntryId ?? ""}))
      AND (${isOfAnyCause} OR cause::text = ${cause ?? ""})
    ORDER BY at DESC, credit_entry_id DESC
    LIMIT ${atMost + 1}`;
}

/** The balance as it was at an instant: as it is, less what has moved since. */
async function balanceAt(db: Db, workspaceId: string, at: Date): Promise<Nanos> {
  const [row] = await db.$queryRaw<{ nanos: bigint }[]>`
    SELECT (
      coalesce((SELECT balance_nanos FROM credit_balances WHERE workspace_id = ${workspaceId}), 0)
      - coalesce(sum(CASE WHEN to_account = 'credits' THEN amount_nanos ELSE -amount_nanos END), 0)
    )::bigint AS "nanos"
    FROM credit_entries
    WHERE workspace_id = ${workspaceId} AND at >= ${at} AND 'credits' IN (from_account, to_account)`;
  return row?.nanos ?? 0n;
}

async function newestBefore(
  db: Db,
  workspaceId: string,
  { cause, end }: { cause: CreditCause | null; end: Date | null },
): Promise<Date | null> {
  const newest = await db.creditEntry.findFirst({
    where: {
      workspaceId,
      OR: [{ fromAccount: "credits" }, { toAccount: "credits" }],
      ...(cause && { cause }),
      ...(end && { at: { lt: end } }),
    },
    select: { at: true },
    orderBy: { at: "desc" },
  });
  return newest?.at ?? null;
}
