import { isTokenCount } from "./price-usage.ts";

/** Above the longest instructions a template of the served families writes by itself (about 290 tokens, with tools). */
const TOKENS_PER_REQUEST = 512;

/** Above the special tokens, role and line breaks around one message (about 15 tokens around a tool's answer). */
const TOKENS_PER_MESSAGE = 32;

/**
 * An upper bound on the prompt tokens of a chat request in text, from the size of its body.
 *
 * A byte-level tokenizer starts from the bytes of the text and only ever merges them, so a token of the content, an
 * ordinary one or a special one spelled out, covers at least one byte; undoing JSON's escapes never makes text longer.
 * What remains are the tokens that the chat template adds, special ones included: a bounded number for each message
 * and for the request.
 *
 * It holds for bytes as the tokenizer meets them. Some normalize to NFC first (Qwen), which can make text up to three
 * times longer: give `longestNormalizedBytes` for them. It is no bound for images or audio, nor for tool schemas built to be
 * blown up by a template that indents them; what exceeds it is cut by `boundUsage` and is the operator's loss.
 * @param request.bodyBytes size of the body as forwarded, in bytes of valid UTF-8.
 * @throws RangeError when a size or count is negative, fractional or not a safe integer.
 */
export function inputTokenUpperBound(request: { readonly bodyBytes: number; readonly messageCount: number }): number {
  const { bodyBytes, messageCount } = request;
  if (!isTokenCount(bodyBytes)) throw new RangeError(`Not a body size: ${bodyBytes}`);
  if (!isTokenCount(messageCount)) throw new RangeError(`Not a message count: ${messageCount}`);
  return bodyBytes + TOKENS_PER_MESSAGE * messageCount + TOKENS_PER_REQUEST;
}
