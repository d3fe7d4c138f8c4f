import { type TokenCounts, totalTokens } from "#lib/domain/usage/price-usage.ts";
import type { UpstreamUsage } from "./meter-usage.ts";

/** The usage that the caller reads, in tokens: what is billed, with whatever else the upstream said about it. */
export function billedUsage(reported: UpstreamUsage | null | undefined, tokens: TokenCounts): UpstreamUsage {
  return {
    ...reported,
    prompt_tokens: tokens.inputTokens + tokens.cachedInputTokens,
    completion_tokens: tokens.outputTokens,
    total_tokens: totalTokens(tokens),
  };
}
