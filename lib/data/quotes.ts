import type { Db } from "#lib/data/client.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { type ExactDollars, fromExactDollars, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import type { PlanChangeEffect } from "#lib/domain/plans/plan-change-effects.ts";
import type { PlanSeats } from "#lib/domain/plans/plan-seats.ts";
import type { Prisma } from "#prisma/generated/client.ts";

export type QuoteOutcome = "changed" | "scheduled" | "checkout" | "declined" | "requires_action";

export type QuoteLine = {
  readonly description: string;
  readonly amountNanos: Nanos;
  readonly isProration: boolean;
};

/** A quote as it was made and shown; amounts in nano-dollars. */
export type Quote = {
  readonly quoteId: string;
  readonly kind: "plan" | "seats";
  readonly from: PlanSeats;
  readonly to: PlanSeats;
  readonly isImmediate: boolean;
  readonly effectiveAt: Date;
  readonly prorationAt: Date | null;
  readonly lines: readonly QuoteLine[];
  readonly dueTodayNanos: Nanos;
  readonly renewalNanos: Nanos;
  readonly renewsAt: Date;
  readonly effects: readonly PlanChangeEffect[];
  readonly createdByUserId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

export type StoredQuote = Quote & {
  readonly acceptedAt: Date | null;
  readonly outcome: QuoteOutcome | null;
  readonly checkoutSessionId: string | null;
};

const columns = {
  quoteId: true,
  kind: true,
  fromPlan: true,
  fromSeats: true,
  toPlan: true,
  toSeats: true,
  isImmediate: true,
  effectiveAt: true,
  prorationAt: true,
  lines: true,
  dueTodayNanos: true,
  renewalNanos: true,
  renewsAt: true,
  effects: true,
  createdByUserId: true,
  createdAt: true,
  expiresAt: true,
  acceptedAt: true,
  outcome: true,
  checkoutSessionId: true,
} as const satisfies Prisma.QuoteSelect;

type Row = Prisma.QuoteGetPayload<{ select: typeof columns }>;
type WrittenLine = { description: string; amount: ExactDollars; isProration: boolean };

export async function insertQuote(db: Db, workspaceId: string, quote: Quote): Promise<void> {
  const { from, to, lines, effects, ...rest } = quote;
  const written = lines.map(
    ({ amountNanos, ...line }): WrittenLine => ({ ...line, amount: toExactDollars(amountNanos) }),
  );
  await db.quote.create({
    data: {
      workspaceId,
      ...rest,
      fromPlan: from.plan,
      fromSeats: from.seats,
      toPlan: to.plan,
      toSeats: to.seats,
      lines: written,
      effects: effects as unknown as Prisma.InputJsonValue,
    },
    select: { quoteId: true },
  });
}

export async function findQuote(db: Db, workspaceId: string, quoteId: string): Promise<StoredQuote | null> {
  const row = await db.quote.findUnique({
    where: { workspaceId_quoteId: { workspaceId, quoteId } },
    select: columns,
  });
  return row && toQuote(row);
}

/** Quotes accepted since an instant whose outcome is not known, but for one. */
export async function listUnresolvedQuotes(db: Db, workspaceId: string, since: Date): Promise<StoredQuote[]> {
  const rows = await db.quote.findMany({
    where: { workspaceId, outcome: null, acceptedAt: { gte: since } },
    select: columns,
  });
  return rows.map(toQuote);
}

/** The quote whose checkout page was opened last; null when there was none since an instant. */
export async function findLatestCheckout(db: Db, workspaceId: string, since: Date): Promise<StoredQuote | null> {
  const row = await db.quote.findFirst({
    where: { workspaceId, outcome: "checkout", acceptedAt: { gte: since } },
    select: columns,
    orderBy: [{ acceptedAt: "desc" }, { quoteId: "desc" }],
  });
  return row && toQuote(row);
}

export type UpgradeSearch = {
  readonly to: { readonly plan: PlanId; readonly seats: number };
  readonly after: Date;
  /** Since when one that was not paid when it was accepted may have been paid on its page; null where it does not count. */
  readonly unpaidSince: Date | null;
};

/**
 * The latest quote of a change at once to a plan and seats that was accepted after an instant and was carried out, or may
 * have been: what came of one under way is not known. Null when there is none.
 */
export async function findAcceptedUpgrade(
  db: Db,
  workspaceId: string,
  { to, after, unpaidSince }: UpgradeSearch,
): Promise<StoredQuote | null> {
  const row = await db.quote.findFirst({
    where: {
      workspaceId,
      isImmediate: true,
      toPlan: to.plan,
      toSeats: to.seats,
      acceptedAt: { gt: after },
      OR: [
        { outcome: null },
        { outcome: "changed" },
        ...(unpaidSince
          ? [{ outcome: { in: ["declined", "requires_action"] as QuoteOutcome[] }, acceptedAt: { gt: unpaidSince } }]
          : []),
      ],
    },
    select: columns,
    orderBy: [{ acceptedAt: "desc" }, { quoteId: "desc" }],
  });
  return row && toQuote(row);
}

/** Ends a quote's validity before its time. */
export async function expireQuote(db: Db, workspaceId: string, quoteId: string, expiresAt: Date): Promise<void> {
  await db.quote.update({
    where: { workspaceId_quoteId: { workspaceId, quoteId } },
    data: { expiresAt },
    select: { quoteId: true },
  });
}

/** Notes that a quote is accepted, or (null) not after all. */
export async function noteAcceptance(
  db: Db,
  workspaceId: string,
  quoteId: string,
  acceptedAt: Date | null,
): Promise<void> {
  await db.quote.update({
    where: { workspaceId_quoteId: { workspaceId, quoteId } },
    data: { acceptedAt },
    select: { quoteId: true },
  });
}

/** Notes what became of an accepted quote. */
export async function noteOutcome(
  db: Db,
  workspaceId: string,
  quoteId: string,
  result: { outcome: QuoteOutcome; checkoutSessionId?: string },
): Promise<void> {
  await db.quote.update({
    where: { workspaceId_quoteId: { workspaceId, quoteId } },
    data: result,
    select: { quoteId: true },
  });
}

function toQuote(row: Row): StoredQuote {
  const { fromPlan, fromSeats, toPlan, toSeats, lines, effects, ...rest } = row;
  return {
    ...rest,
    from: { plan: fromPlan, seats: fromSeats },
    to: { plan: toPlan, seats: toSeats },
    lines: (lines as WrittenLine[]).map(({ amount, ...line }) => ({ ...line, amountNanos: fromExactDollars(amount) })),
    effects: effects as unknown as PlanChangeEffect[],
  };
}
