import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { findAutoTopUp, type StoredAutoTopUp } from "#lib/data/auto-top-ups.ts";
import type { Db } from "#lib/data/client.ts";
import { readCreditBalance } from "#lib/data/credit-entries.ts";
import { type CreditHistoryLine, type HistoryPosition, listCreditHistory } from "#lib/data/credit-history.ts";
import { listTopUps, listTopUpsOfPayments, type StoredTopUp, sumAutomaticTopUps } from "#lib/data/top-ups.ts";
import { isMaximumReached } from "#lib/domain/auto-top-up.ts";
import { type BillingPeriod, billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { CreditCause } from "#lib/domain/credit-cause.ts";
import { type ExactDollars, type Nanos, toExactDollars } from "#lib/domain/money.ts";

const TOP_UPS_LISTED = 10;
const ENTRIES_PER_PAGE = 50;
/** Stripe closes its pages after a day. */
const PAY_PAGE_MS = 23 * 3_600_000;

export type ShownTopUp = {
  topUpId: string;
  amount: ExactDollars;
  isAutomatic: boolean;
  state: "open" | "processing" | "paid" | "failed" | "expired";
  /** What refunds and disputes have taken back of it. */
  reversed: ExactDollars;
  receiptUrl: string | null;
  failure: string | null;
  createdAt: Date;
  endedAt: Date | null;
};

export type ShownAutoTopUp = {
  isEnabled: boolean;
  /** Of the balance, what is held included. */
  threshold: ExactDollars;
  amount: ExactDollars;
  monthlyMax: ExactDollars;
  /** Bought by it in this period, purchases under way included. */
  boughtThisPeriod: ExactDollars;
  state: "ready" | "charging" | "stopped";
  stoppedReason: string | null;
  /** Whether another purchase would pass the maximum of this period. */
  isMaximumReached: boolean;
  /** Whether that keeps it from buying now: the balance is below the threshold. */
  isHeldBack: boolean;
  /** Where the buyer can confirm or pay what the bank asked for; only while it is stopped for that. */
  payUrl: string | null;
};

export type ShownCreditEntry = {
  creditEntryId: string;
  at: Date;
  /** Of `usage`: all tokens of a UTC day in one line. */
  cause: CreditCause;
  /** Signed: what it added to the balance or, negative, took from it. */
  amount: ExactDollars;
  balanceAfter: ExactDollars;
  /** The purchase that it belongs to. */
  topUpId: string | null;
  receiptUrl: string | null;
  /** Such as the operator's reason for a grant. */
  note: string | null;
};

export type CreditsPart = {
  isConfigured: boolean;
  isSimulated: boolean;
  mayBuy: boolean;
  /** Whether an overdue payment has to be made before credits can be bought. */
  isReadOnly: boolean;
  balance: ExactDollars;
  held: ExactDollars;
  /** What may be spent now: never below zero. */
  available: ExactDollars;
  /** What reversed payments leave uncovered; "0.00" when nothing. */
  owed: ExactDollars;
  /** Purchases that have not ended, and the newest that have. */
  topUps: ShownTopUp[];
  autoTopUp: ShownAutoTopUp | null;
  history: { entries: ShownCreditEntry[]; nextCursor: string | null };
};

export type CreditsParams = {
  /** The `nextCursor` of the page before. */
  cursor: string | null;
  cause?: CreditCause | null;
  period?: BillingPeriod | null;
};

/** The credits of a workspace and one page of what moved them. */
export async function loadCreditsPart(ctx: Context, params: CreditsParams): Promise<CreditsPart> {
  requirePermission(ctx, "billing:read");
  const read = await ctx.db.$transaction((tx) => readAll(tx, ctx, params), { isolationLevel: "RepeatableRead" });
  const { balance, topUps, autoTopUp, boughtNanos, history, bought } = read;
  const availableNanos = balance.balanceNanos - balance.heldNanos;
  const owedNanos = -balance.balanceNanos;
  return {
    isConfigured: ctx.stripe !== null,
    isSimulated: ctx.stripe?.isSimulated ?? false,
    mayBuy: hasPermission(ctx, "credits:buy"),
    isReadOnly: ctx.payment.kind === "read_only",
    balance: toExactDollars(balance.balanceNanos),
    held: toExactDollars(balance.heldNanos),
    available: toExactDollars(availableNanos > 0n ? availableNanos : 0n),
    owed: toExactDollars(owedNanos > 0n ? owedNanos : 0n),
    topUps: topUps.map(shownTopUp),
    autoTopUp: autoTopUp && shownAutoTopUp(autoTopUp, { ...balance, boughtNanos, now: ctx.now }),
    history: shownHistory(history, bought),
  };
}

async function readAll(tx: Db, { workspaceId, now }: Context, { cursor, cause = null, period = null }: CreditsParams) {
  const balance = await readCreditBalance(tx, workspaceId);
  const page = { before: readCursor(cursor), atMost: ENTRIES_PER_PAGE, cause, period };
  const history = await listCreditHistory(tx, workspaceId, page);
  const references = history.lines.flatMap(({ reference }) => (reference === null ? [] : [reference]));
  const bought = await listTopUpsOfPayments(tx, workspaceId, references);
  return {
    balance,
    history,
    bought: new Map(bought.map((topUp) => [topUp.paymentIntentId, topUp])),
    topUps: await listTopUps(tx, workspaceId, TOP_UPS_LISTED),
    autoTopUp: await findAutoTopUp(tx, workspaceId),
    boughtNanos: await sumAutomaticTopUps(tx, workspaceId, billingPeriodAt(now)),
  };
}

function shownTopUp({ amountNanos, reversedNanos, ...topUp }: StoredTopUp): ShownTopUp {
  const { topUpId, isAutomatic, state, receiptUrl, failure, createdAt, endedAt } = topUp;
  return {
    topUpId,
    amount: toExactDollars(amountNanos),
    isAutomatic,
    state,
    reversed: toExactDollars(reversedNanos),
    receiptUrl,
    failure,
    createdAt,
    endedAt,
  };
}

function shownAutoTopUp(
  setting: StoredAutoTopUp,
  { balanceNanos, boughtNanos, now }: { balanceNanos: Nanos; boughtNanos: Nanos; now: Date },
): ShownAutoTopUp {
  const { isEnabled, state, stoppedReason, payUrl, updatedAt } = setting;
  const isFull = isEnabled && isMaximumReached(setting, boughtNanos);
  const isPayable = state === "stopped" && now.getTime() - updatedAt.getTime() < PAY_PAGE_MS;
  return {
    isEnabled,
    threshold: toExactDollars(setting.thresholdNanos),
    amount: toExactDollars(setting.amountNanos),
    monthlyMax: toExactDollars(setting.monthlyMaxNanos),
    boughtThisPeriod: toExactDollars(boughtNanos),
    state,
    stoppedReason,
    isMaximumReached: isFull,
    isHeldBack: isFull && state === "ready" && balanceNanos < setting.thresholdNanos,
    payUrl: isPayable ? payUrl : null,
  };
}

function shownHistory(
  { lines, hasMore }: { lines: readonly CreditHistoryLine[]; hasMore: boolean },
  bought: ReadonlyMap<string | null, StoredTopUp>,
): CreditsPart["history"] {
  const entries = lines.map(({ creditEntryId, at, cause, signedNanos, balanceAfterNanos, reference }) => {
    const topUp = reference === null ? undefined : bought.get(reference);
    return {
      creditEntryId,
      at,
      cause,
      amount: toExactDollars(signedNanos),
      balanceAfter: toExactDollars(balanceAfterNanos),
      topUpId: topUp?.topUpId ?? null,
      receiptUrl: topUp?.receiptUrl ?? null,
      note: cause === "grant" ? reference : null,
    };
  });
  const last = lines.at(-1);
  return { entries, nextCursor: last && hasMore ? writeCursor(last) : null };
}

function writeCursor({ at, creditEntryId }: HistoryPosition): string {
  return Buffer.from(JSON.stringify([at.toISOString(), creditEntryId])).toString("base64url");
}

/** Anything else than a cursor of ours is the first page. */
function readCursor(text: string | null): HistoryPosition | null {
  if (text === null) return null;
  try {
    const [at, creditEntryId] = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    const position = { at: new Date(at), creditEntryId: String(creditEntryId) };
    return Number.isNaN(position.at.getTime()) ? null : position;
  } catch {
    return null;
  }
}
