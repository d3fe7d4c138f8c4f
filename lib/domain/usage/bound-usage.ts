import { isTokenCount, type TokenCounts } from "./price-usage.ts";

/** The most tokens a request could have used: input of both classes together, and output. */
export type UsageBounds = { readonly maxInputTokens: number; readonly maxOutputTokens: number };

/** What is charged, and what was reported beyond it: priced, the second is the operator's loss. */
export type BoundedUsage = { readonly tokens: TokenCounts; readonly cut: TokenCounts };

/**
 * Caps reported tokens at what the request could have used, so that no report charges more than was held for it.
 * Input is cut before cached input: which of them was over-reported cannot be known, and input is never the cheaper
 * one, so the doubt goes to the customer.
 * @throws RangeError when a count or a bound is negative, fractional or not a safe integer.
 */
export function boundUsage(reported: TokenCounts, bounds: UsageBounds): BoundedUsage {
  const { maxInputTokens, maxOutputTokens } = bounds;
  const counts = [reported.inputTokens, reported.cachedInputTokens, reported.outputTokens];
  for (const count of [...counts, maxInputTokens, maxOutputTokens]) {
    if (!isTokenCount(count)) throw new RangeError(`Not a token count: ${count}`);
  }
  const cachedInputTokens = Math.min(reported.cachedInputTokens, maxInputTokens);
  const inputTokens = Math.min(reported.inputTokens, maxInputTokens - cachedInputTokens);
  const outputTokens = Math.min(reported.outputTokens, maxOutputTokens);
  return {
    tokens: { inputTokens, cachedInputTokens, outputTokens },
    cut: {
      inputTokens: reported.inputTokens - inputTokens,
      cachedInputTokens: reported.cachedInputTokens - cachedInputTokens,
      outputTokens: reported.outputTokens - outputTokens,
    },
  };
}
