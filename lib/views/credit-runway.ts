import { type Context, requirePermission } from "#lib/context.ts";
import { readFunds } from "#lib/data/credit-entries.ts";
import { readWorkspaceStart, sumCreditSpending } from "#lib/data/credit-pace.ts";
import { creditRunwayDays } from "#lib/domain/credit-runway.ts";

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
const MONTH_DAYS = 30;

/** For how many whole days the available credits last; null where nothing was spent at that pace. */
export type CreditRunway = { atWeeksPace: number | null; atMonthsPace: number | null };

/** How long the credits last at the pace of the last 7 and 30 days, whole UTC days and today so far. */
export async function loadCreditRunway(ctx: Context): Promise<CreditRunway> {
  requirePermission(ctx, "billing:read");
  const { db, workspaceId, now } = ctx;
  const { balanceNanos, heldNanos } = await readFunds(db, workspaceId);
  const createdAt = await readWorkspaceStart(db, workspaceId);
  const daysAtPaceOf = async (days: number) => {
    const since = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - days * DAY_MS);
    const elapsedMs = now.getTime() - Math.max(since.getTime(), createdAt.getTime());
    const spentNanos = await sumCreditSpending(db, workspaceId, since);
    return creditRunwayDays({ availableNanos: balanceNanos - heldNanos, spentNanos, elapsedMs });
  };
  return { atWeeksPace: await daysAtPaceOf(WEEK_DAYS), atMonthsPace: await daysAtPaceOf(MONTH_DAYS) };
}
