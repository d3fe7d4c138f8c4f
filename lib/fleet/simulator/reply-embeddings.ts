import { countTokens } from "./count-tokens.ts";
import type { Generation } from "./generation.ts";
import { paceTokens } from "./pace-tokens.ts";
import type { EmbeddingInput, EmbeddingRequest } from "./parse-embedding-request.ts";
import { seededRandom } from "./seeded-random.ts";
import { sendWhole } from "./send-whole.ts";

/** Answers with one vector of length 1 per input, a pure function of model and input. */
export async function replyEmbeddings(request: EmbeddingRequest, generation: Generation): Promise<void> {
  const due = paceTokens(generation.pace, generation.caller);
  await due(0);
  const tokens = request.inputs.reduce((sum, input) => sum + countInput(input), request.directives.overReportInput);
  const usage = request.directives.noUsage ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } };
  const data = request.inputs.map((input, index) => ({
    object: "embedding",
    index,
    embedding: encode(embed(request, input), request.encoding),
  }));
  await sendWhole(generation.caller, { object: "list", data, model: request.model, ...usage }, request.directives);
}

function countInput(input: EmbeddingInput): number {
  return typeof input === "string" ? countTokens(input) : input.length;
}

function embed(request: EmbeddingRequest, input: EmbeddingInput): Float32Array {
  const random = seededRandom(JSON.stringify([request.model, input]));
  const vector = Float32Array.from({ length: request.dimensions }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function encode(vector: Float32Array, encoding: "float" | "base64"): number[] | string {
  if (encoding === "float") return Array.from(vector);
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
  return bytes.toString("base64");
}
