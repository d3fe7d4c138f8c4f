import type { Nanos } from "#lib/domain/money.ts";

/** Nano-dollars per token of each class. Null cached input: cached tokens are priced as input. */
export type TokenRates = {
  readonly inputNanos: Nanos;
  readonly cachedInputNanos: Nanos | null;
  readonly outputNanos: Nanos;
};

/** Tokens by class. The classes are disjoint: a cached input token is not counted as input again. */
export type TokenCounts = {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
};

/** What each class costs in nano-dollars; the amount is their sum. */
export type UsagePrice = {
  readonly inputNanos: Nanos;
  readonly cachedInputNanos: Nanos;
  readonly outputNanos: Nanos;
  readonly amountNanos: Nanos;
};

/**
 * Prices token counts exactly: tokens x rate, each class on its own, nothing rounded (published: input and output
 * are billed separately). The gateway, the charts, the spend limit and the invoice all price with this function.
 * @throws RangeError when a count is negative, fractional or not a safe integer.
 */
export function priceUsage(rates: TokenRates, tokens: TokenCounts): UsagePrice {
  const inputNanos = wholeTokens(tokens.inputTokens) * rates.inputNanos;
  const cachedInputNanos = wholeTokens(tokens.cachedInputTokens) * (rates.cachedInputNanos ?? rates.inputNanos);
  const outputNanos = wholeTokens(tokens.outputTokens) * rates.outputNanos;
  return { inputNanos, cachedInputNanos, outputNanos, amountNanos: inputNanos + cachedInputNanos + outputNanos };
}

/** All tokens of a request: what responses report as `usage.total_tokens`. */
export function totalTokens(tokens: TokenCounts): number {
  return tokens.inputTokens + tokens.cachedInputTokens + tokens.outputTokens;
}

/** Whether a value counts tokens: a whole number, not negative, that a number holds exactly. */
export function isTokenCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function wholeTokens(count: number): bigint {
  if (!isTokenCount(count)) throw new RangeError(`Not a token count: ${count}`);
  return BigInt(count);
}
