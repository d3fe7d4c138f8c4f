import { z } from "zod";
import { parseSimDirectives, type SimDirectives } from "./parse-sim-directives.ts";
import { refusalFromZod } from "./refusal-from-zod.ts";

/** One input: a text, or a text that comes as token numbers. */
export type EmbeddingInput = string | readonly number[];

export type EmbeddingRequest = {
  readonly model: string;
  readonly inputs: readonly EmbeddingInput[];
  readonly encoding: "float" | "base64";
  readonly dimensions: number;
  readonly directives: SimDirectives;
};

const DEFAULT_DIMENSIONS = 1_024;

const textSchema = z.string().min(1);
const tokensSchema = z.array(z.int().min(0)).min(1);

const bodySchema = z.object({
  model: z.string().min(1),
  input: z.union([
    textSchema,
    z.array(textSchema).min(1).max(2_048),
    tokensSchema,
    z.array(tokensSchema).min(1).max(2_048),
  ]),
  encoding_format: z.enum(["float", "base64"]).nullish(),
  dimensions: z.int().min(1).max(4_096).nullish(),
  metadata: z.object({ sim: z.string().optional() }).nullish(),
});

/** Reads an embeddings body. */
export function parseEmbeddingRequest(body: unknown, simHeader: string): EmbeddingRequest {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw refusalFromZod(parsed.error);
  const { data } = parsed;
  return {
    model: data.model,
    inputs: listInputs(data.input),
    encoding: data.encoding_format ?? "float",
    dimensions: data.dimensions ?? DEFAULT_DIMENSIONS,
    directives: parseSimDirectives(data.metadata?.sim ?? "", simHeader),
  };
}

function listInputs(input: string | string[] | number[] | number[][]): EmbeddingInput[] {
  if (typeof input === "string") return [input];
  return isTokens(input) ? [input] : input;
}

function isTokens(input: string[] | number[] | number[][]): input is number[] {
  return typeof input[0] === "number";
}
