import type { ChatUsage } from "./chat-usage.ts";
import type { ChatRequest } from "./parse-chat-request.ts";

/** Writes the chunks of one streamed completion as JSON text. */
export class ChatChunks {
  readonly #head: string;
  readonly #request: ChatRequest;

  constructor(request: ChatRequest, id: string, createdSeconds: number) {
    const head = { id, object: "chat.completion.chunk", created: createdSeconds, model: request.model };
    this.#head = JSON.stringify(head).slice(0, -1);
    this.#request = request;
  }

  role(choice: number, usage: () => ChatUsage): string {
    return this.#chunk(choice, '{"role":"assistant","content":""}', "null", usage);
  }

  token(choice: number, text: string, usage: () => ChatUsage): string {
    return this.#chunk(choice, `{"content":${JSON.stringify(text)}}`, "null", usage);
  }

  finish(choice: number, reason: string, usage: () => ChatUsage): string {
    return this.#chunk(choice, "{}", `"${reason}"`, usage);
  }

  usage(usage: ChatUsage): string {
    return `${this.#head},"choices":[],"usage":${JSON.stringify(usage)}}`;
  }

  /** A chunk that breaks off in the middle. */
  broken(): string {
    return `${this.#head},"choices":[{"index":0,"delta":{"con`;
  }

  #chunk(choice: number, delta: string, finishReason: string, usage: () => ChatUsage): string {
    const choices = `[{"index":${choice},"delta":${delta},"logprobs":null,"finish_reason":${finishReason}}]`;
    if (!this.#request.includesUsage) return `${this.#head},"choices":${choices}}`;
    const running = this.#request.includesRunningUsage ? JSON.stringify(usage()) : "null";
    return `${this.#head},"choices":${choices},"usage":${running}}`;
  }
}
