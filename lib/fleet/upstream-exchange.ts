import type { Dispatcher } from "undici";
import { UpstreamBody } from "./upstream-body.ts";
import { UpstreamFault } from "./upstream-fault.ts";

/** An upstream's answer: lower-case header names, and a body that is still arriving. */
export type UpstreamReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: UpstreamBody;
};

type ResponseHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/** One request on its way: turns undici's callbacks into a reply and its body, every failure into an UpstreamFault. */
export class UpstreamExchange implements Dispatcher.DispatchHandler {
  readonly reply: Promise<UpstreamReply>;
  readonly #settle: PromiseWithResolvers<UpstreamReply>;
  readonly #signal: AbortSignal;
  #controller: Dispatcher.DispatchController | null = null;
  #body: UpstreamBody | null = null;

  constructor(signal: AbortSignal) {
    this.#settle = Promise.withResolvers<UpstreamReply>();
    this.reply = this.#settle.promise;
    this.#signal = signal;
    signal.addEventListener("abort", this.#abort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) controller.abort(new UpstreamFault("aborted", this.#signal.reason));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) return;
    this.#body = new UpstreamBody(controller);
    this.#settle.resolve({ status, headers: flatHeaders(headers), body: this.#body });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body?.push(chunk);
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#body?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#fail(UpstreamFault.from(error, this.#controller !== null));
  }

  #fail(fault: UpstreamFault): void {
    if (this.#body) this.#body.fail(fault);
    else this.#settle.reject(fault);
  }

  // undici notices an abort only once the request has a connection; the caller must not wait for that.
  readonly #abort = (): void => {
    const fault = new UpstreamFault("aborted", this.#signal.reason);
    this.#controller?.abort(fault);
    this.#fail(fault);
  };
}

function flatHeaders(headers: ResponseHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
