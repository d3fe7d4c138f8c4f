import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep, setImmediate as yieldToEvents } from "node:timers/promises";

/** The other end of one request. Everything that waits here ends with an error as soon as the caller has gone. */
export class Caller {
  readonly #response: ServerResponse;
  readonly #gone = new AbortController();

  constructor(response: ServerResponse) {
    this.#response = response;
    response.once("close", () => {
      if (!response.writableFinished) this.#gone.abort();
    });
  }

  get hasGone(): boolean {
    return this.#gone.signal.aborted;
  }

  get hasHeaders(): boolean {
    return this.#response.headersSent;
  }

  sendJson(status: number, body: unknown): void {
    this.#sendBytes(status, Buffer.from(JSON.stringify(body)));
  }

  /** A complete answer whose JSON breaks off in the middle. */
  sendBroken(body: unknown): void {
    this.#sendBytes(200, firstHalf(Buffer.from(JSON.stringify(body))));
  }

  /** Promises the whole of a JSON answer and delivers its first half. */
  async sendHalf(body: unknown): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(body));
    this.#response.writeHead(200, { "content-type": "application/json", "content-length": bytes.length });
    await this.#flush(firstHalf(bytes));
  }

  startEvents(): void {
    this.#response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
    this.#response.flushHeaders();
  }

  async sendEvent(data: string): Promise<void> {
    this.#gone.signal.throwIfAborted();
    if (!this.#response.write(`data: ${data}\n\n`)) await once(this.#response, "drain", { signal: this.#gone.signal });
  }

  end(): void {
    this.#response.end();
  }

  async wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#gone.signal });
  }

  /** Lets the events of other connections, and this caller's leaving, be noticed between bursts of work. */
  async breathe(): Promise<void> {
    await yieldToEvents(undefined, { signal: this.#gone.signal });
  }

  /** Sends nothing more until the caller goes. */
  async stall(): Promise<never> {
    this.#gone.signal.throwIfAborted();
    await once(this.#gone.signal, "abort");
    throw this.#gone.signal.reason;
  }

  /** Breaks the connection, after everything sent so far has left. */
  async drop(): Promise<void> {
    if (this.#response.headersSent) await this.#flush("");
    this.#response.destroy();
  }

  #sendBytes(status: number, bytes: Buffer): void {
    this.#response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length });
    this.#response.end(bytes);
  }

  async #flush(data: Buffer | string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#response.write(data, () => resolve());
    });
  }
}

function firstHalf(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}
