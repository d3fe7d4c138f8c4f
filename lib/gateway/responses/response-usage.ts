/** A chat usage object, as it came or as it was billed. */
export type ChatUsage = {
  readonly prompt_tokens?: unknown;
  readonly completion_tokens?: unknown;
  readonly prompt_tokens_details?: { readonly cached_tokens?: unknown } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: unknown } | null;
};

export type ResponseUsage = {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
};

/** A chat usage under the names of the Responses API, in tokens. What was not reported is 0; cache writes never are. */
export function responseUsage(usage: ChatUsage): ResponseUsage {
  const inputTokens = asCount(usage.prompt_tokens);
  const outputTokens = asCount(usage.completion_tokens);
  return {
    input_tokens: inputTokens,
    input_tokens_details: {
      cached_tokens: asCount(usage.prompt_tokens_details?.cached_tokens),
      cache_write_tokens: 0,
    },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: asCount(usage.completion_tokens_details?.reasoning_tokens) },
    total_tokens: inputTokens + outputTokens,
  };
}

function asCount(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
