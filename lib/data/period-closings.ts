import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import { lateUsageFrom } from "#lib/domain/invoices/late-usage-from.ts";
import type { BooksDifference, PeriodBooks } from "#lib/domain/invoices/period-books.ts";
import type { Prisma } from "#prisma/generated/client.ts";

/** Lets one transaction at a time close periods of a workspace. @returns false when another does */
export async function tryLockClosing(tx: Db, workspaceId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isLocked: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`closing/${workspaceId}`}, 0)) AS "isLocked"`;
  return row?.isLocked ?? false;
}

/** What became of closing a period; null before the first attempt. */
export async function findClosingState(
  db: Db,
  workspaceId: string,
  periodKey: string,
): Promise<"closed" | "refused" | null> {
  const row = await db.periodClosing.findUnique({
    where: { workspaceId_periodKey: { workspaceId, periodKey } },
    select: { state: true },
  });
  return row?.state ?? null;
}

/** The periods whose usage is on invoices, from one on, in order. */
export async function listInvoicedPeriods(db: Db, workspaceId: string, fromKey: string): Promise<string[]> {
  const rows = await db.periodClosing.findMany({
    where: { workspaceId, state: "closed", isInvoiced: true, periodKey: { gte: fromKey } },
    select: { periodKey: true },
    orderBy: { periodKey: "asc" },
  });
  return rows.map(({ periodKey }) => periodKey);
}

export type ClosingToKeep = {
  readonly periodKey: string;
  readonly isInvoiced: boolean;
  readonly books: PeriodBooks;
  /** None when it is closed. */
  readonly differences: readonly BooksDifference[];
  readonly at: Date;
};

/** Keeps a closing, or that it was refused. A refused one is replaced by the next attempt, a closed one stays. */
export async function keepClosing(tx: Db, workspaceId: string, closing: ClosingToKeep): Promise<void> {
  const { periodKey, isInvoiced, books, differences, at } = closing;
  const kept = {
    state: differences.length === 0 ? ("closed" as const) : ("refused" as const),
    isInvoiced,
    eventsNanos: books.eventsNanos,
    includedNanos: books.includedNanos,
    creditsNanos: books.creditsNanos,
    receivableNanos: books.receivableNanos,
    requestCount: books.requestCount,
    differences: differences.map(({ book, differenceNanos }) => ({
      book,
      differenceNanos: String(differenceNanos),
    })) as Prisma.InputJsonValue,
    at,
  };
  await tx.periodClosing.upsert({
    where: { workspaceId_periodKey: { workspaceId, periodKey } },
    create: { workspaceId, periodKey, ...kept },
    update: kept,
    select: { workspaceId: true },
  });
}

export type WorkspaceToClose = { readonly workspaceId: string };

/**
 * Workspaces of which a period is not closed that was used, or that are on a plan with invoices, or were invoiced within
 * the time for which late usage is looked for: in the order of their ids, after one.
 */
export async function listWorkspacesToClose(
  db: Db,
  period: BillingPeriod,
  { after, atMost }: { after: string; atMost: number },
): Promise<WorkspaceToClose[]> {
  const { key, start, end } = period;
  return db.$queryRaw<WorkspaceToClose[]>`
    SELECT workspace_id AS "workspaceId" FROM workspaces
    WHERE workspace_id > ${after} AND created_at < ${end}
      AND NOT EXISTS (
        SELECT FROM period_closings AS closed
        WHERE closed.workspace_id = workspaces.workspace_id AND closed.period_key = ${key} AND closed.state = 'closed'
      )
      AND (plan IN ('team', 'enterprise') OR EXISTS (
        SELECT FROM usage_rollups AS used
        WHERE used.workspace_id = workspaces.workspace_id AND used.resolution = 'day'
          AND used.bucket_start >= ${start} AND used.bucket_start < ${end}
      ) OR EXISTS (
        SELECT FROM period_closings AS earlier
        WHERE earlier.workspace_id = workspaces.workspace_id AND earlier.is_invoiced AND earlier.state = 'closed'
          AND earlier.period_key >= ${lateUsageFrom(period)} AND earlier.period_key < ${key}
      ))
    ORDER BY workspace_id LIMIT ${atMost}`;
}
