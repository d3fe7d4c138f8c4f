import type { Db } from "#lib/data/client.ts";
import { type BillingPeriod, billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";

export type CreditCause =
  | "top_up"
  | "auto_top_up"
  | "overage"
  | "base_fee"
  | "usage"
  | "refund"
  | "dispute"
  | "grant"
  | "adjustment";

export type CreditHistoryLine = {
  readonly creditEntryId: string;
  readonly at: Date;
  readonly cause: CreditCause;
  /** Added to the balance or, negative, taken from it. */
  readonly signedNanos: Nanos;
  readonly reference: string | null;
};

/** The line that was shown last. */
export type HistoryPosition = { readonly at: Date; readonly creditEntryId: string };

type Page = { readonly before: HistoryPosition | null; readonly atMost: number };

/**
 * What moved the credits before a position, newest first. The token charges of a UTC day are one line: there may be a
 * hundred settlements a second. It reads the ledger by billing periods, those without lines left out, until the page is
 * full: so few of them, because a period with usage has a line for most of its days.
 */
export async function listCreditHistory(
  db: Db,
  workspaceId: string,
  { before, atMost }: Page,
): Promise<{ lines: CreditHistoryLine[]; hasMore: boolean }> {
  const lines: CreditHistoryLine[] = [];
  let at = before?.at ?? (await newestBefore(db, workspaceId, null));
  while (at && lines.length < atMost) {
    const period = billingPeriodAt(at);
    lines.push(...(await linesOf(db, workspaceId, { before, atMost: atMost - lines.length, period })));
    at = await newestBefore(db, workspaceId, period.start);
  }
  return { lines: lines.slice(0, atMost), hasMore: lines.length > atMost || at !== null };
}

/** One more than asked for, where there are more. */
function linesOf(
  db: Db,
  workspaceId: string,
  { period: { start, end }, before, atMost }: Page & { period: BillingPeriod },
): Promise<CreditHistoryLine[]> {
  const isFirst = before === null;
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
    )
    SELECT credit_entry_id AS "creditEntryId", at, cause::text AS cause, reference, signed_nanos AS "signedNanos"
    FROM lines
    WHERE ${isFirst} OR (at, credit_entry_id) < (${before?.at ?? end}::timestamptz, ${before?.creditEntryId ?? ""})
    ORDER BY at DESC, credit_entry_id DESC
    LIMIT ${atMost + 1}`;
}

async function newestBefore(db: Db, workspaceId: string, end: Date | null): Promise<Date | null> {
  const newest = await db.creditEntry.findFirst({
    where: {
      workspaceId,
      OR: [{ fromAccount: "credits" }, { toAccount: "credits" }],
      ...(end && { at: { lt: end } }),
    },
    select: { at: true },
    orderBy: { at: "desc" },
  });
  return newest?.at ?? null;
}
