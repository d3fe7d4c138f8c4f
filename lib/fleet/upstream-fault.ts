import { errors } from "undici";

/**
 * How an upstream failed us:
 * - unreachable: the request never left (refused, DNS, TLS, connect timeout), so sending it elsewhere is safe
 * - timeout: it was sent, and no headers or no further bytes came in time
 * - dropped: it was sent, and the connection broke or stopped speaking HTTP
 * - aborted: our side gave up
 * - oversized: an answer or an event is larger than the limit it was read with
 */
export type UpstreamFaultKind = "unreachable" | "timeout" | "dropped" | "aborted" | "oversized";

const MESSAGES: Record<UpstreamFaultKind, string> = {
  unreachable: "The upstream could not be reached.",
  timeout: "The upstream did not answer in time.",
  dropped: "The upstream broke the connection.",
  aborted: "The upstream call was aborted.",
  oversized: "The upstream sent more than is allowed.",
};

/** The message is fixed and safe to show to callers; addresses and the upstream's own words stay in `cause`. */
export class UpstreamFault extends Error {
  readonly kind: UpstreamFaultKind;

  constructor(kind: UpstreamFaultKind, cause?: unknown) {
    super(MESSAGES[kind], { cause });
    this.name = "UpstreamFault";
    this.kind = kind;
  }

  /** Reads what undici reports; `wasSent` says whether the request had been given to a connection. */
  static from(error: unknown, wasSent: boolean): UpstreamFault {
    if (error instanceof UpstreamFault) return error;
    if (error instanceof errors.ClientDestroyedError || error instanceof errors.ClientClosedError) {
      return new UpstreamFault("aborted", error);
    }
    if (!wasSent) return new UpstreamFault("unreachable", error);
    const isTimeout = error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError;
    return new UpstreamFault(isTimeout ? "timeout" : "dropped", error);
  }
}
