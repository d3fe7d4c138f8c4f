import type { UpstreamUsage } from "./meter-usage.ts";

export type StreamChunk = { choices?: { index?: unknown }[]; usage?: UpstreamUsage | null };

/** What a stream has used so far: running usage counts one choice at a time (vLLM), the last usage chunk all of them. */
export class StreamUsage {
  /** Chunks with content, a count of last resort where the upstream reports no usage. */
  chunkCount = 0;
  #whole: UpstreamUsage | null = null;
  readonly #byChoice = new Map<unknown, UpstreamUsage>();

  note(chunk: StreamChunk): void {
    const choice = chunk.choices?.[0];
    if (choice) this.chunkCount += 1;
    if (!chunk.usage) return;
    if (choice) this.#byChoice.set(choice.index, chunk.usage);
    else this.#whole = chunk.usage;
  }

  /** The usage of everything generated until now; null when the upstream never reported any. */
  report(): UpstreamUsage | null {
    if (this.#whole) return this.#whole;
    const running = [...this.#byChoice.values()];
    const latest = running.at(-1);
    if (!latest) return null;
    return { ...latest, completion_tokens: running.reduce((sum, usage) => sum + Number(usage.completion_tokens), 0) };
  }
}
