import { findModel } from "#lib/domain/catalog/models.ts";
import { boundUsage } from "#lib/domain/usage/bound-usage.ts";
import { classifyTokens, type ReportedUsage } from "#lib/domain/usage/classify-tokens.ts";
import { inputTokenUpperBound } from "#lib/domain/usage/input-bound.ts";
import { longestNormalizedBytes } from "#lib/domain/usage/longest-normalized-bytes.ts";
import { type TokenCounts, type TokenRates, totalTokens } from "#lib/domain/usage/price-usage.ts";
import { log } from "#lib/platform/log.ts";
import type { ChatRequest } from "./chat-request.ts";

/** For models outside the catalog, whose longest answer is not known. */
const UNBOUNDED_TOKENS = 1_000_000;

/** OpenAI's usage object, as an upstream reports it. */
export type UpstreamUsage = {
  prompt_tokens?: unknown;
  completion_tokens?: unknown;
  total_tokens?: unknown;
  prompt_tokens_details?: { cached_tokens?: unknown } | null;
};

/**
 * The tokens to bill for what an upstream reported: split into disjoint classes and capped at what the request could
 * have used. Null when the report cannot be billed.
 */
export function meterReportedUsage(
  usage: UpstreamUsage | null | undefined,
  request: ChatRequest,
  priced: { rates: TokenRates; modelId: string; requestId: string },
): TokenCounts | null {
  const classified = classifyTokens(asReported(usage), priced.rates);
  if (!classified.isUsable) {
    log.warn("usage.unusable", { requestId: priced.requestId, reason: classified.reason });
    return null;
  }
  const { tokens, cut } = boundUsage(classified.tokens, boundsOf(request, priced.modelId, classified.tokens));
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

function boundsOf(request: ChatRequest, modelId: string, tokens: TokenCounts) {
  const model = findModel(modelId);
  const perChoice = Math.min(
    request.maxTokensPerChoice ?? UNBOUNDED_TOKENS,
    model?.maxOutputTokens ?? UNBOUNDED_TOKENS,
  );
  return {
    maxInputTokens: Math.min(inputBoundOf(request, tokens), model?.contextTokens ?? UNBOUNDED_TOKENS),
    maxOutputTokens: perChoice * request.choiceCount,
  };
}

function inputBoundOf({ forwardText, messageCount }: ChatRequest, tokens: TokenCounts): number {
  const bodyBytes = Buffer.byteLength(forwardText);
  const bound = inputTokenUpperBound({ bodyBytes, messageCount });
  if (tokens.inputTokens + tokens.cachedInputTokens <= bound) return bound;
  return inputTokenUpperBound({ bodyBytes: longestNormalizedBytes(forwardText, bodyBytes), messageCount });
}
