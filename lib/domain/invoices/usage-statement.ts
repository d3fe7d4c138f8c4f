import { type BillingPeriod, formatMonth, parsePeriodKey } from "#lib/domain/billing-period.ts";
import { modelName } from "#lib/domain/catalog/models.ts";
import { type Nanos, sumNanos } from "#lib/domain/money.ts";
import { type InvoiceLine, TOKEN_CLASSES, type TokenClass } from "./invoice-line.ts";
import { roundLines } from "./round-lines.ts";

/** Tokens of one class that a model used in a period, and what they cost in nano-dollars. */
export type UsagePart = {
  readonly periodKey: string;
  readonly modelId: string;
  readonly tokenClass: TokenClass;
  readonly tokens: bigint;
  readonly nanos: Nanos;
};

/** Who pays for usage: the included inference, prepaid credits, or the invoice. */
export type FundingAccount = "included" | "credits" | "receivable";
export type FundingPart = { readonly periodKey: string; readonly account: FundingAccount; readonly nanos: Nanos };

/** The usage of a closed period as it goes on an invoice, with what came late of earlier ones. */
export type UsageStatement = {
  readonly periodKey: string;
  readonly usageNanos: Nanos;
  readonly includedNanos: Nanos;
  readonly creditsNanos: Nanos;
  /** What the invoice collects of it, in whole cents; the lines sum to it. */
  readonly dueNanos: Nanos;
  readonly lines: readonly InvoiceLine[];
};

const PER_MILLION = 1_000_000n;
const CLASS_NAMES: Record<TokenClass, string> = {
  input: "input tokens",
  cached_input: "cached input tokens",
  output: "output tokens",
};

type ExactLine = Omit<InvoiceLine, "amountNanos">;

/**
 * The lines of usage: gross by model and class of tokens, then what the included inference and credits have paid, so
 * that usage that is paid already comes to nothing. Usage of other periods than the one that is closed is an adjustment
 * that says when it was used. @returns null where nothing was used
 * @throws RangeError when the funding does not pay exactly for the usage
 */
export function composeUsageStatement(
  period: BillingPeriod,
  parts: readonly UsagePart[],
  funding: readonly FundingPart[],
): UsageStatement | null {
  const used = parts.filter(({ tokens, nanos }) => tokens !== 0n || nanos !== 0n);
  if (used.length === 0 && funding.every(({ nanos }) => nanos === 0n)) return null;
  const usageNanos = sumNanos(used.map(({ nanos }) => nanos));
  const paidBy = (account: FundingAccount) =>
    sumNanos(funding.filter((part) => part.account === account).map(({ nanos }) => nanos));
  const includedNanos = paidBy("included");
  const creditsNanos = paidBy("credits");
  if (usageNanos !== includedNanos + creditsNanos + paidBy("receivable")) {
    throw new RangeError(`Usage of ${usageNanos} nano-dollars in ${period.key} is not paid by exactly as much.`);
  }
  const exact = [
    ...[...used].sort(byModel(period)).map((part) => usageLine(part, period)),
    ...[...funding].sort(ownFirst(period)).flatMap(deduction),
  ];
  const rounded = roundLines(exact.map(({ exactNanos }) => exactNanos));
  const lines = exact.map((line, index) => ({ ...line, amountNanos: rounded[index] ?? 0n }));
  return { periodKey: period.key, usageNanos, includedNanos, creditsNanos, dueNanos: sumNanos(rounded), lines };
}

/** The period's own usage first, then the late one, the oldest first; models by name. */
function byModel({ key }: BillingPeriod) {
  const place = (part: UsagePart) =>
    [part.periodKey === key ? "" : part.periodKey, modelName(part.modelId), part.modelId] as const;
  return (one: UsagePart, other: UsagePart): number => {
    const [mine, theirs] = [place(one), place(other)];
    const index = mine.findIndex((text, at) => text !== theirs[at]);
    if (index >= 0) return (mine[index] ?? "") < (theirs[index] ?? "") ? -1 : 1;
    return TOKEN_CLASSES.indexOf(one.tokenClass) - TOKEN_CLASSES.indexOf(other.tokenClass);
  };
}

function usageLine({ periodKey, modelId, tokenClass, tokens, nanos }: UsagePart, { key }: BillingPeriod): ExactLine {
  const name = `${modelName(modelId)}, ${CLASS_NAMES[tokenClass]}`;
  const isLate = periodKey !== key;
  const used = parsePeriodKey(periodKey);
  return {
    kind: isLate ? "adjustment" : "usage",
    description: isLate && used ? `Late usage of ${formatMonth(used)}: ${name}` : name,
    details: [],
    quantity: tokens,
    unit: "tokens",
    unitPrice:
      tokens !== 0n && nanos % tokens === 0n ? { nanos: (nanos / tokens) * PER_MILLION, per: "per 1M tokens" } : null,
    usage: { periodKey, modelId, tokenClass },
    exactNanos: nanos,
  };
}

/** The period's own funding first, included inference before credits. */
function ownFirst({ key }: BillingPeriod) {
  const place = ({ periodKey, account }: FundingPart) =>
    `${periodKey === key ? "" : periodKey}/${account === "included" ? 0 : 1}`;
  return (one: FundingPart, other: FundingPart) => (place(one) < place(other) ? -1 : 1);
}

/** Each names its month: an invoice may take off those of several. */
function deduction({ account, periodKey, nanos }: FundingPart): ExactLine[] {
  if (nanos === 0n || account === "receivable") return [];
  const period = parsePeriodKey(periodKey);
  const month = period ? formatMonth(period) : periodKey;
  const nothing = { details: [], quantity: null, unit: null, unitPrice: null };
  return [
    {
      ...nothing,
      kind: account,
      description: account === "included" ? `Included inference of ${month}` : `Credits applied for ${month}`,
      usage: { periodKey, modelId: null, tokenClass: null },
      exactNanos: -nanos,
    },
  ];
}
