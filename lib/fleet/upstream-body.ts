import type { Dispatcher } from "undici";
import { UpstreamFault } from "./upstream-fault.ts";

const PAUSE_ABOVE_BYTES = 64 * 1024;

type Step = IteratorResult<Uint8Array, undefined>;
type Waiter = { resolve(step: Step): void; reject(fault: UpstreamFault): void };

/**
 * The bytes of one answer as they arrive, for one reader. A slow reader slows the upstream down: little is buffered.
 * Bytes that came before a fault are always handed out before it. It must be read to its end or cancelled, else
 * its connection stays taken; leaving a `for await` early cancels.
 */
export class UpstreamBody implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #controller: Dispatcher.DispatchController;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #waiter: Waiter | null = null;
  #outcome: "ended" | UpstreamFault | null = null;

  constructor(controller: Dispatcher.DispatchController) {
    this.#controller = controller;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    if (this.#queue.length > 0) return Promise.resolve({ done: false, value: this.#takeQueue() });
    if (this.#outcome === "ended") return Promise.resolve({ done: true, value: undefined });
    if (this.#outcome) return Promise.reject(this.#outcome);
    if (this.#waiter) return Promise.reject(new Error("An upstream body has one reader."));
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  return(): Promise<Step> {
    this.cancel();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Closes the upstream connection at once, unless the answer was already complete. */
  cancel(): void {
    this.#queue = [];
    if (this.#outcome) return;
    this.end();
    this.#controller.abort(new UpstreamFault("aborted"));
  }

  /** The rest of the body in one piece; past the limit the call is cancelled and the fault is "oversized". */
  async readAll(limitBytes: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this) {
      size += chunk.byteLength;
      if (size > limitBytes) throw new UpstreamFault("oversized");
      chunks.push(chunk);
    }
    return joined(chunks, size);
  }

  push(chunk: Uint8Array): void {
    if (this.#outcome) return;
    const waiter = this.#waiter;
    if (waiter) {
      this.#waiter = null;
      waiter.resolve({ done: false, value: chunk });
      return;
    }
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.byteLength;
    if (this.#queuedBytes >= PAUSE_ABOVE_BYTES) this.#controller.pause();
  }

  end(): void {
    this.#outcome ??= "ended";
    this.#waiter?.resolve({ done: true, value: undefined });
    this.#waiter = null;
  }

  fail(fault: UpstreamFault): void {
    this.#outcome ??= fault;
    this.#waiter?.reject(fault);
    this.#waiter = null;
  }

  // One packet often holds many HTTP chunks: taking all at once spares the reader a step for each.
  #takeQueue(): Uint8Array {
    const bytes = joined(this.#queue, this.#queuedBytes);
    this.#queue = [];
    this.#queuedBytes = 0;
    if (this.#controller.paused) this.#controller.resume();
    return bytes;
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}
