import { inputTokenUpperBound } from "#lib/domain/usage/input-bound.ts";
import { longestNormalizedBytes } from "#lib/domain/usage/longest-normalized-bytes.ts";
import { embeddingsAnswerFormat } from "./embeddings-answer.ts";
import { invalidRequest } from "./gateway-error.ts";
import type { MeteredRequest } from "./metered-request.ts";
import { type JsonObject, requireModel, writeJson } from "./read-json-object.ts";

const MAX_INPUTS = 2_048;
const SHAPES = "a text, a list of texts, a list of token ids or a list of such lists";

/**
 * Reads an embeddings request: one input or many, as text or token ids.
 * @throws GatewayError 400 naming the field that is wrong
 */
export function parseEmbeddingsRequest(body: JsonObject): MeteredRequest {
  const modelId = requireModel(body);
  const encoding = body.encoding_format ?? "float";
  if (encoding !== "float" && encoding !== "base64") {
    throw invalidRequest("encoding_format is float or base64.", "encoding_format");
  }
  // Some model servers embed a conversation, pictures included, in place of input, and nothing was held for it.
  if (body.messages != null) throw invalidRequest("Embeddings are made of input. Leave messages out.", "messages");
  const { stream: _, messages: __, ...rest } = body;
  const text = writeJson({ ...rest, encoding_format: "float" });
  return {
    route: "embeddings",
    upstreamPath: "/embeddings",
    modelKind: "embedding",
    modelId,
    isStreamed: false,
    maxInputTokens: inputBound(body.input),
    maxTokens: 0,
    choiceCount: 1,
    forwardText: () => text,
    answer: embeddingsAnswerFormat(encoding),
  };
}

function inputBound(input: unknown): number {
  const inputs = Array.isArray(input) && !isTokens(input) ? input : [input];
  if (inputs.length === 0) throw invalidRequest("Send at least one input.", "input");
  if (inputs.length > MAX_INPUTS) throw invalidRequest(`Send at most ${MAX_INPUTS} inputs at once.`, "input");
  return inputTokenUpperBound({
    bodyBytes: inputs.reduce<number>((sum, one) => sum + sizeOf(one), 0),
    messageCount: inputs.length,
  });
}

/** A token id is one token; a text has at most as many as bytes. */
function sizeOf(input: unknown): number {
  if (typeof input === "string" && input !== "") return longestNormalizedBytes(input, Buffer.byteLength(input));
  if (Array.isArray(input) && isTokens(input)) return input.length;
  throw invalidRequest(`input is ${SHAPES}, none of them empty.`, "input");
}

function isTokens(values: readonly unknown[]): boolean {
  return (
    values.length > 0 && values.every((value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0)
  );
}
