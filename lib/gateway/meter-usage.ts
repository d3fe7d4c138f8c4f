import { boundUsage, type UsageBounds } from "#lib/domain/usage/bound-usage.ts";
import { classifyTokens, type ReportedUsage } from "#lib/domain/usage/classify-tokens.ts";
import { type TokenCounts, type TokenRates, totalTokens } from "#lib/domain/usage/price-usage.ts";
import { log } from "#lib/platform/log.ts";

/** OpenAI's usage object, as an upstream reports it. */
export type UpstreamUsage = {
  prompt_tokens?: unknown;
  completion_tokens?: unknown;
  total_tokens?: unknown;
  prompt_tokens_details?: { cached_tokens?: unknown } | null;
};

/**
 * The tokens to bill for what an upstream reported: split into disjoint classes and capped at what was held for the
 * request. Null when the report cannot be billed.
 */
export function meterReportedUsage(
  usage: UpstreamUsage | null | undefined,
  bounds: UsageBounds,
  priced: { rates: TokenRates; requestId: string },
): TokenCounts | null {
  const classified = classifyTokens(asReported(usage), priced.rates);
  if (!classified.isUsable) {
    log.warn("usage.unusable", { requestId: priced.requestId, reason: classified.reason });
    return null;
  }
  const { tokens, cut } = boundUsage(classified.tokens, bounds);
  if (totalTokens(cut) > 0) {
    log.warn("usage.over_reported", {
      requestId: priced.requestId,
      cutInput: cut.inputTokens + cut.cachedInputTokens,
      cutOutput: cut.outputTokens,
    });
  }
  return tokens;
}

function asReported(usage: UpstreamUsage | null | undefined): ReportedUsage {
  return {
    promptTokens: usage?.prompt_tokens,
    cachedTokens: usage?.prompt_tokens_details?.cached_tokens,
    completionTokens: usage?.completion_tokens,
  };
}
