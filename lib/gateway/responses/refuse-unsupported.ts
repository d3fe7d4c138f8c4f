import { invalidRequest } from "#lib/gateway/gateway-error.ts";
import { isRecord } from "./read-field.ts";
import { shownName } from "./shown-name.ts";

const SUPPORTED = new Set([
  "model",
  "input",
  "instructions",
  "max_output_tokens",
  "stream",
  "temperature",
  "top_p",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "stop",
  "user",
  "prompt_cache_key",
  "safety_identifier",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "text",
  "response_format",
  "reasoning",
  "metadata",
]);

type Refusal = {
  readonly words: string;
  /** True for a value that asks for what happens anyway. */
  isHarmless?(value: unknown): boolean;
};

const isFalse = (value: unknown) => value === false;
const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

/** Fields that OpenAI's API has, or that callers may bring from chat, each with what to do instead. */
const REFUSALS = new Map<string, Refusal>([
  [
    "previous_response_id",
    { words: "No response is stored here, so none can be continued. Send the whole conversation in input." },
  ],
  ["conversation", { words: "No conversation is stored here. Send the whole conversation in input." }],
  [
    "background",
    {
      words: "Requests are not run in the background. Leave background out, and stream a long answer.",
      isHarmless: isFalse,
    },
  ],
  ["store", { words: "Responses are not stored here. Set store to false, or leave it out.", isHarmless: isFalse }],
  ["prompt", { words: "No prompt template is stored here. Send its text in instructions and input." }],
  ["include", { words: "Nothing can be added to the answer with include. Leave it out.", isHarmless: isEmptyList }],
  [
    "truncation",
    {
      words: "Input is never cut to fit the model. Leave truncation out, and shorten input if it is too long.",
      isHarmless: (value) => value === "disabled",
    },
  ],
  [
    "service_tier",
    {
      words: "The deployment decides how a request is served. Leave service_tier out.",
      isHarmless: (value) => value === "auto" || value === "default",
    },
  ],
  [
    "stream_options",
    {
      words: "Streams have no options here. Leave stream_options out; usage comes with the last event.",
      isHarmless: (value) =>
        isRecord(value) && Object.values(value).every((option) => option === false || option === null),
    },
  ],
  [
    "top_logprobs",
    {
      words: "Token probabilities are not reported here. Use /v1/chat/completions with logprobs.",
      isHarmless: (value) => value === 0,
    },
  ],
  ["max_tool_calls", { words: "max_tool_calls bounds hosted tools, and there are none here. Leave it out." }],
  ["n", { words: "One answer is made for each request. Leave n out, and send more requests for more answers." }],
  ["messages", { words: "This API takes input, not messages. Send input, or use /v1/chat/completions." }],
  ["max_tokens", { words: "Send max_output_tokens instead of max_tokens." }],
  ["max_completion_tokens", { words: "Send max_output_tokens instead of max_completion_tokens." }],
  ["reasoning_effort", { words: "Send reasoning.effort instead of reasoning_effort." }],
  ["verbosity", { words: "Send text.verbosity instead of verbosity." }],
]);

/**
 * Refuses what an adapter without state and hosted tools cannot do, and every field that it does not know: to ignore
 * one would change what was asked for. @throws GatewayError 400 naming the field
 */
export function refuseUnsupported(body: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(body)) {
    if (SUPPORTED.has(field) || value === undefined || value === null) continue;
    const refusal = REFUSALS.get(field);
    if (refusal?.isHarmless?.(value)) continue;
    const shown = shownName(field);
    throw invalidRequest(refusal?.words ?? `"${shown}" is not supported on /v1/responses. Leave it out.`, shown);
  }
}
