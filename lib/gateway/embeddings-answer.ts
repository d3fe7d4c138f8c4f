import { upstreamFailed } from "./gateway-error.ts";
import type { AnswerFormat, UpstreamAnswer } from "./metered-request.ts";
import { asObject } from "./read-json-object.ts";

/** Embeddings in the encoding the caller asked for, which not every model server knows: it is always asked for floats. */
export function embeddingsAnswerFormat(encoding: "float" | "base64"): AnswerFormat {
  return {
    whole: (answer, usage) => ({
      ...answer,
      data: encoding === "base64" ? entriesOf(answer).map(inBase64) : entriesOf(answer),
      usage: { prompt_tokens: usage.prompt_tokens, total_tokens: usage.total_tokens },
    }),
    stream: () => {
      throw new Error("Embeddings are never streamed");
    },
  };
}

function entriesOf(answer: UpstreamAnswer): readonly unknown[] {
  const { data } = answer as { data?: unknown };
  if (Array.isArray(data)) return data;
  throw unreadable();
}

function inBase64(entry: unknown): unknown {
  const { embedding } = asObject(entry) ?? {};
  if (typeof embedding === "string") return entry;
  if (!Array.isArray(embedding) || !embedding.every((value) => typeof value === "number")) throw unreadable();
  return { ...(entry as object), embedding: Buffer.from(Float32Array.from(embedding).buffer).toString("base64") };
}

function unreadable() {
  return upstreamFailed("The model server sent an answer that cannot be read. The request was not billed; try again.");
}
