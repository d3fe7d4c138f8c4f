import type { GatewayError } from "./gateway-error.ts";
import type { UpstreamUsage } from "./meter-usage.ts";
import type { StreamChunk } from "./stream-usage.ts";

/** A request to a metered route, checked as far as metering it needs; the rest is for the model server to judge. */
export type MeteredRequest = {
  readonly route: "chat.completions" | "responses" | "embeddings";
  readonly upstreamPath: "/chat/completions" | "/embeddings";
  readonly modelKind: "chat" | "embedding";
  readonly modelId: string;
  readonly isStreamed: boolean;
  /** No tokenizer makes more input tokens of it. */
  readonly maxInputTokens: number;
  /** The most output tokens the caller asked for in each answer; null when it set no bound. */
  readonly maxTokens: number | null;
  readonly choiceCount: number;
  /** The body for the model server, with the output bound that was granted. */
  forwardText(maxTokens: number): string;
  readonly answer: AnswerFormat;
};

export type UpstreamAnswer = { readonly usage?: UpstreamUsage | null; readonly choices?: unknown };

/** How a route tells its caller what the model server answered, with the usage that is billed. */
export type AnswerFormat = {
  whole(answer: UpstreamAnswer, usage: UpstreamUsage): unknown;
  stream(): StreamWriter;
};

/** Writes a stream's server-sent events, one upstream chunk at a time. */
export type StreamWriter = {
  open(): string;
  write(chunk: StreamChunk): string;
  /** The last words, once the request is settled. */
  finish(usage: UpstreamUsage): string;
  fail(error: GatewayError): string;
};
