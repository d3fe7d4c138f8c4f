import { isTokenCount, type TokenCounts, type TokenRates } from "./price-usage.ts";

/**
 * What an upstream reported as OpenAI's `usage`: `prompt_tokens`, of which `prompt_tokens_details.cached_tokens`, and
 * `completion_tokens`. It is another system's word, so nothing is assumed about the values.
 */
export type ReportedUsage = {
  readonly promptTokens: unknown;
  readonly cachedTokens: unknown;
  readonly completionTokens: unknown;
};

/** Why a report cannot be billed: a count is absent, is no whole number from 0 up, or the parts exceed the whole. */
export type UnusableUsage = "missing" | "not_a_count" | "cached_exceeds_prompt";

export type ClassifiedTokens =
  | { readonly isUsable: true; readonly tokens: TokenCounts }
  | { readonly isUsable: false; readonly reason: UnusableUsage };

/**
 * Splits reported usage into disjoint classes: the cached tokens are part of the prompt and are taken out of it, except
 * where the model has no cached rate and they are plain input. Absent cached tokens mean none were cached.
 */
export function classifyTokens(reported: ReportedUsage, rates: TokenRates): ClassifiedTokens {
  const { promptTokens, completionTokens } = reported;
  const cachedTokens = reported.cachedTokens ?? 0;
  if (promptTokens == null || completionTokens == null) return { isUsable: false, reason: "missing" };
  if (!isTokenCount(promptTokens) || !isTokenCount(cachedTokens) || !isTokenCount(completionTokens)) {
    return { isUsable: false, reason: "not_a_count" };
  }
  if (cachedTokens > promptTokens) return { isUsable: false, reason: "cached_exceeds_prompt" };
  const cachedInputTokens = rates.cachedInputNanos === null ? 0 : cachedTokens;
  return {
    isUsable: true,
    tokens: { inputTokens: promptTokens - cachedInputTokens, cachedInputTokens, outputTokens: completionTokens },
  };
}
