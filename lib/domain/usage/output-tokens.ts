import type { Model } from "#lib/domain/catalog/models.ts";

/** The shortest answer worth sending: a request that cannot afford so many output tokens is refused. */
export const LEAST_OUTPUT_TOKENS = 16;

/** What a request without `max_tokens` gets of a model that the catalog does not know. */
const UNKNOWN_MODEL_TOKENS = 32_768;

/** What is left for the answer to a prompt that, counted in bytes, might fill the context; in tokens it is far shorter. */
const LONG_PROMPT_TOKENS = 4_096;

/**
 * The output tokens that a request gets for each answer unless less is affordable: what it asked for, or as much as the
 * model writes. Servers refuse prompt and `max_tokens` that together exceed the context, so the default leaves room.
 */
export function outputTokensWanted(request: {
  readonly asked: number | null;
  readonly maxInputTokens: number;
  readonly model: Model | null;
}): number {
  const { asked, maxInputTokens, model } = request;
  if (!model) return asked ?? UNKNOWN_MODEL_TOKENS;
  if (asked !== null) return Math.min(asked, model.maxOutputTokens);
  const besidePrompt = Math.max(LONG_PROMPT_TOKENS, model.contextTokens - maxInputTokens);
  return Math.min(model.maxOutputTokens, besidePrompt);
}
