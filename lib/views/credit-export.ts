import { type Context, requirePermission } from "#lib/context.ts";
import { type HistoryPosition, listCreditHistory } from "#lib/data/credit-history.ts";
import type { CreditFilter } from "#lib/domain/credit-filter.ts";
import { csvLine } from "#lib/domain/csv-line.ts";
import { toExactDollars } from "#lib/domain/money.ts";

const LINES_AT_ONCE = 1_000;
const COLUMNS = ["entry_id", "at", "cause", "amount_usd", "balance_after_usd", "note"];

/** The lines of the credit history that a filter lets through as CSV, newest first, whatever their number: read page by page. */
export function exportCreditHistory(ctx: Context, filter: CreditFilter): AsyncIterable<string> {
  requirePermission(ctx, "billing:read");
  return linesOf(ctx, filter);
}

async function* linesOf({ db, workspaceId }: Context, filter: CreditFilter): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  let before: HistoryPosition | null = null;
  for (let hasMore = true; hasMore; ) {
    const page: Awaited<ReturnType<typeof listCreditHistory>> = await db.$transaction(
      (tx) => listCreditHistory(tx, workspaceId, { ...filter, before, atMost: LINES_AT_ONCE }),
      { isolationLevel: "RepeatableRead" },
    );
    yield page.lines
      .map(({ creditEntryId, at, cause, signedNanos, balanceAfterNanos, reference }) =>
        csvLine([
          creditEntryId,
          at.toISOString(),
          cause,
          toExactDollars(signedNanos),
          toExactDollars(balanceAfterNanos),
          cause === "grant" ? (reference ?? "") : "",
        ]),
      )
      .join("");
    before = page.lines.at(-1) ?? null;
    hasMore = page.hasMore && before !== null;
  }
}
