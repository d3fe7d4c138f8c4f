import type { UpstreamUsage } from "./meter-usage.ts";

type StreamChoice = { index?: unknown; delta?: Record<string, unknown> | null };
export type StreamChunk = { choices?: StreamChoice[]; usage?: UpstreamUsage | null };

/** Where an answer's tokens appear in a chunk; the chunks that only open or close an answer have none of them. */
const OUTPUT_FIELDS = ["content", "reasoning_content", "reasoning", "refusal", "tool_calls"];

/** What a stream has used so far: running usage counts one choice at a time (vLLM), the last usage chunk all of them. */
export class StreamUsage {
  #outputChunks = 0;
  #whole: UpstreamUsage | null = null;
  readonly #byChoice = new Map<unknown, UpstreamUsage>();

  note(chunk: StreamChunk): void {
    const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
    this.#outputChunks += choices.filter(hasOutput).length;
    if (!chunk.usage) return;
    const [choice] = choices;
    if (choice) this.#byChoice.set(choice.index, chunk.usage);
    else this.#whole = chunk.usage;
  }

  /** The usage of everything generated until now, in tokens; null when the upstream never reported any. */
  report(): UpstreamUsage | null {
    if (this.#whole) return this.#whole;
    const running = [...this.#byChoice.values()];
    const latest = running.at(-1);
    if (!latest) return null;
    return { ...latest, completion_tokens: running.reduce((sum, usage) => sum + Number(usage.completion_tokens), 0) };
  }

  /** The least that was generated, for upstreams that report nothing: one output token for each piece, no input. */
  countedAtLeast(): UpstreamUsage {
    return { prompt_tokens: 0, completion_tokens: this.#outputChunks };
  }
}

function hasOutput(choice: StreamChoice): boolean {
  const { delta } = choice;
  return OUTPUT_FIELDS.some((field) => {
    const value = delta?.[field];
    return typeof value === "string" || Array.isArray(value) ? value.length > 0 : false;
  });
}
