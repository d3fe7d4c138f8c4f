import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { listBilledFunding, listUnbilledUsage, raiseBilled } from "#lib/data/billed-usage.ts";
import type { Database, Db } from "#lib/data/client.ts";
import { readPeriodBooks } from "#lib/data/period-books.ts";
import { findClosingState, keepClosing, listInvoicedPeriods, tryLockClosing } from "#lib/data/period-closings.ts";
import { insertStatement } from "#lib/data/usage-statements.ts";
import { type BillingPeriod, parsePeriodKey } from "#lib/domain/billing-period.ts";
import { lateUsageFrom } from "#lib/domain/invoices/late-usage-from.ts";
import { type BooksDifference, booksDifferences, type PeriodBooks } from "#lib/domain/invoices/period-books.ts";
import { composeUsageStatement, type FundingPart, type UsagePart } from "#lib/domain/invoices/usage-statement.ts";
import { sumNanos, toExactDollars } from "#lib/domain/money.ts";

const MINUTE_MS = 60_000;
/** Requests last ten minutes at most; after this, a hold that is left is somebody's mistake and comes as late usage. */
const LONGEST_WAIT_MS = 45 * MINUTE_MS;

export type PeriodToClose = {
  readonly workspaceId: string;
  readonly period: BillingPeriod;
  /** Whether its plan has invoices. What is owed for the period goes on one in any case. */
  readonly isInvoiced: boolean;
  readonly now: Date;
};

export type ClosedPeriod =
  | { readonly outcome: "closed" | "closed_before" | "busy" | "under_way" }
  /** The books differ: nothing of the period goes on an invoice before they agree. */
  | { readonly outcome: "refused"; readonly differences: readonly BooksDifference[] };

/**
 * Freezes a period that is over: its books are compared at one instant, and with the closing comes the statement of its
 * usage, and of what came late of earlier ones, that goes on an invoice. All of it is one transaction, so that it may be
 * asked for twice, at once and after a crash. Requests under way are waited for, 45 minutes at most.
 */
export async function closePeriod(db: Database, toClose: PeriodToClose): Promise<ClosedPeriod> {
  return db.$transaction((tx) => close(tx, toClose), { isolationLevel: "RepeatableRead", timeout: 60_000 });
}

async function close(tx: Db, toClose: PeriodToClose): Promise<ClosedPeriod> {
  const { workspaceId, period, now } = toClose;
  if (!(await tryLockClosing(tx, workspaceId))) return { outcome: "busy" };
  if ((await findClosingState(tx, workspaceId, period.key)) === "closed") return { outcome: "closed_before" };
  const books = await readPeriodBooks(tx, workspaceId, period);
  if (books.openHolds > 0 && now.getTime() < period.end.getTime() + LONGEST_WAIT_MS) return { outcome: "under_way" };
  const isInvoiced = toClose.isInvoiced || books.receivableNanos > 0n;
  const unbilled = await readUnbilled(tx, workspaceId, { period, books, isInvoiced });
  const differences = [...booksDifferences(books), ...unbilled.differences];
  await keepClosing(tx, workspaceId, { periodKey: period.key, isInvoiced, books, differences, at: now });
  if (differences.length > 0) return { outcome: "refused", differences };
  const statement = composeUsageStatement(period, unbilled.usage, unbilled.funding);
  if (statement) {
    await insertStatement(tx, workspaceId, statement, now);
    await raiseBilled(tx, workspaceId, unbilled);
  }
  await insertAuditEntry(tx, {
    workspaceId,
    action: "period.closed",
    actor: { type: "system", job: "period-close" },
    targetType: "workspace",
    targetId: workspaceId,
    before: null,
    after: {
      period: period.key,
      usage: toExactDollars(books.eventsNanos),
      included: toExactDollars(books.includedNanos),
      due: statement ? toExactDollars(statement.dueNanos) : null,
    },
    ip: null,
    requestId: null,
    at: now,
  });
  return { outcome: "closed" };
}

type Unbilled = {
  readonly usage: readonly UsagePart[];
  readonly funding: readonly FundingPart[];
  readonly differences: readonly BooksDifference[];
};
const NOTHING: Unbilled = { usage: [], funding: [], differences: [] };

/**
 * What goes on an invoice now: of the period if it is invoiced, and of each earlier one that is and has more usage than is
 * on invoices, whatever the plan is by now.
 */
async function readUnbilled(
  tx: Db,
  workspaceId: string,
  { period, books, isInvoiced }: { period: BillingPeriod; books: PeriodBooks; isInvoiced: boolean },
): Promise<Unbilled> {
  const earlier = await listInvoicedPeriods(tx, workspaceId, lateUsageFrom(period));
  const periodKeys = isInvoiced ? [...earlier, period.key] : earlier;
  const [firstKey] = periodKeys;
  if (firstKey === undefined) return NOTHING;
  const first = parsePeriodKey(firstKey) ?? period;
  const span = { start: first.start, end: period.end };
  const usage = await listUnbilledUsage(tx, workspaceId, { periodKeys, span });
  const funding: FundingPart[] = [];
  const differences: BooksDifference[] = [];
  for (const key of new Set(usage.map(({ periodKey }) => periodKey))) {
    const used = parsePeriodKey(key);
    if (!used) throw new Error(`Not a period: ${key}`);
    const own = key === period.key ? books : await readPeriodBooks(tx, workspaceId, used);
    if (own !== books)
      differences.push(...booksDifferences(own).map((one) => ({ ...one, book: `${key}/${one.book}` })));
    const missing = await unbilledFunding(tx, workspaceId, key, own);
    const usedNanos = sumNanos(usage.filter(({ periodKey }) => periodKey === key).map(({ nanos }) => nanos));
    const differenceNanos = sumNanos(missing.map(({ nanos }) => nanos)) - usedNanos;
    if (differenceNanos !== 0n && own === books && booksDifferences(books).length > 0) continue;
    if (differenceNanos !== 0n) differences.push({ book: `${key}/billed`, differenceNanos });
    funding.push(...missing);
  }
  return { usage, funding, differences };
}

async function unbilledFunding(tx: Db, workspaceId: string, periodKey: string, books: PeriodBooks) {
  const billed = await listBilledFunding(tx, workspaceId, periodKey);
  const said = [
    ["included", books.ledgerIncludedNanos],
    ["credits", books.creditsNanos],
    ["receivable", books.receivableNanos],
  ] as const;
  return said.map(([account, nanos]): FundingPart => {
    const before = billed.find((part) => part.account === account)?.nanos ?? 0n;
    return { periodKey, account, nanos: nanos - before };
  });
}
