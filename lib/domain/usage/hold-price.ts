import type { Nanos } from "#lib/domain/money.ts";
import { priceUsage, type TokenRates } from "./price-usage.ts";

/** What a request may cost at most: a fixed part for its input, and so much for each token of `max_tokens`. */
export type HoldPrice = { readonly inputNanos: Nanos; readonly tokenNanos: Nanos };

/**
 * The true maximum of a request in nano-dollars, from the most input tokens it can have and the number of answers it
 * asks for, each of which may be `max_tokens` long. Input is taken at the dearer of its two rates: how much of it
 * will be found in a cache is not known before.
 * @throws RangeError when a count is negative, fractional or not a safe integer.
 */
export function holdPrice(
  rates: TokenRates,
  request: { readonly maxInputTokens: number; readonly choiceCount: number },
): HoldPrice {
  const cachedInputNanos = rates.cachedInputNanos ?? rates.inputNanos;
  const isCachedDearer = cachedInputNanos > rates.inputNanos;
  const most = priceUsage(
    { ...rates, inputNanos: isCachedDearer ? cachedInputNanos : rates.inputNanos },
    { inputTokens: request.maxInputTokens, cachedInputTokens: 0, outputTokens: request.choiceCount },
  );
  return { inputNanos: most.inputNanos, tokenNanos: most.outputNanos };
}
