import { type TokenCounts, totalTokens } from "#lib/domain/usage/price-usage.ts";
import type { UpstreamUsage } from "./meter-usage.ts";

/** The usage that the caller reads, in tokens: what is billed, with whatever else the upstream said about it. */
export function billedUsage(reported: UpstreamUsage | null | undefined, tokens: TokenCounts): UpstreamUsage {
  const promptTokens = tokens.inputTokens + tokens.cachedInputTokens;
  const details = reported?.prompt_tokens_details;
  const cached = details?.cached_tokens;
  return {
    ...reported,
    // Where input was cut, more of it cannot have been cached than is left.
    ...(typeof cached === "number" &&
      cached > promptTokens && { prompt_tokens_details: { ...details, cached_tokens: promptTokens } }),
    prompt_tokens: promptTokens,
    completion_tokens: tokens.outputTokens,
    total_tokens: totalTokens(tokens),
  };
}
